"""The few things every part of the house agrees on: ids, money, time, who acts, how we refuse, how we log.

Pure: no models, no queries, and nothing imported from any other part of Coopbox. Django is used for translation and for
its HTTP classes only.
"""
