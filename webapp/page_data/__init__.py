"""What pages ask the dataset."""
