"""Write what is published into files that partners take, in the background, and read them back."""
