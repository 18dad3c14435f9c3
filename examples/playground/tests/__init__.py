"""Tests of more than one feature, and what all tests share."""
