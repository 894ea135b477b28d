"""The history of things: what each one said after each change, for partners who harvest and readers who look back."""
