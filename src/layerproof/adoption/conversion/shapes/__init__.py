"""One transformer a shape of script: each rewrites the body of one function, and nothing else."""
