"""What the network is made of: components, articulation points, communities, unanswered needs."""
