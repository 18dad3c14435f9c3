from clinic_billing.invoices.models import Invoice, InvoiceLine

__all__ = ['Invoice', 'InvoiceLine']
