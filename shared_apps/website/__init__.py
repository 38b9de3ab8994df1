"""The federation's public pages: what a care circle is, find one near you, how one begins. Nobody signs in here."""
