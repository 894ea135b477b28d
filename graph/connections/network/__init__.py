"""What links things, as arrays: read from one snapshot's merge, kept beside it, read by those who look for links.

Close to this one, and why:
    page = close.close_to(network, iri, limit=20, offset=0)         # connection.Page of Connection of Reason
    labels = graph.exploration.labels.labels_of(dataset, page.iris())           # IRI -> Words
    sentences.tell_connection(page.connections[0], labels).fr       # and .en; tell_reason for one of its reasons
"""
