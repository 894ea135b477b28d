"""Search: an index of names, texts and facets beside each snapshot, and the questions that it answers."""
