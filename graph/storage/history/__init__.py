"""The log of changes, and what each thing said after each of them: for recovery, for partners who harvest, for readers who look back."""
