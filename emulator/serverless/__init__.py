"""Twilio Serverless as far as static assets go: the API that deploys them and the domains that serve them."""
