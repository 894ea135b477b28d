"""What RDF documents say of the dataset and of things, apart from the statements themselves; made without Flask."""
