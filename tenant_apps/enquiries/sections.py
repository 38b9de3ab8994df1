"""What people wrote who are not in the circle yet: nobody's section, and for those alone who answer them."""

from kernel.sections import nobodys

nobodys(
    "enquiries.Enquiry.*",
    "enquiries.Note.*",
    why="about somebody who asked and is no member; for stewards and co-ordinators only: enquiries.policies",
)
nobodys("enquiries.Subscriber.*", why="an address that wants news, of nobody we know; listed to no one")
