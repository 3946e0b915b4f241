"""What is beside the product: its set-up, its build, and a tablet to try it with."""
