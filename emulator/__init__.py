"""PRETENDS to be Twilio. Imports nothing of Ringdown's."""
