"""A circle's own domain, from inside the circle: read one's claims, ask for a domain, give it up.

Keyed by the role in force, as all doors are. Whether a domain is proved or live is never said here: only a look at the
DNS decides that (shared_apps/federation/services/domains.py).
"""

from django.db import migrations

DOORS = """
CREATE FUNCTION coop.domain_says() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'id', d.id, 'domain', d.domain, 'secret', d.secret, 'state', d.state, 'asked_at', d.asked_at,
    'proved_at', d.proved_at, 'live_at', d.live_at, 'missing_since', d.missing_since, 'stops_at', d.stops_at,
    'given_up_at', d.given_up_at, 'ended_at', d.ended_at, 'ended_how', d.ended_how, 'proof', d.proof,
    'points', d.points, 'seen', d.seen, 'looked_at', d.looked_at) ORDER BY d.asked_at DESC, d.id DESC), '[]')
FROM (SELECT x.* FROM public.federation_domainclaim AS x
      JOIN public.tenants_circle AS c ON c.id = x.circle_id AND current_setting('role') = 'r_' || c.schema_name
      ORDER BY x.asked_at DESC, x.id DESC LIMIT 10) AS d
$$;
COMMENT ON FUNCTION coop.domain_says() IS 'The own domains the circle whose role is in force asked for, newest first.';

CREATE FUNCTION coop.ask_domain(claim uuid, domain text, look text, secret text, person uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    circle public.tenants_circle;
BEGIN
    SELECT c.* INTO circle FROM public.tenants_circle AS c
      WHERE current_setting('role') = 'r_' || c.schema_name FOR NO KEY UPDATE;
    IF circle.id IS NULL OR circle.state <> 'open' OR ask_domain.person IS NULL THEN
        RETURN 'not_open';
    ELSIF circle.is_sandbox THEN
        RETURN 'sandbox';
    ELSIF EXISTS (SELECT FROM public.federation_domainclaim AS d
                  WHERE d.circle_id = circle.id AND d.state <> 'lapsed') THEN
        RETURN 'has_one';
    ELSIF (SELECT count(*) FROM public.federation_domainclaim AS d
           WHERE d.circle_id = circle.id AND d.asked_at > statement_timestamp() - interval '1 day') >= 10 THEN
        RETURN 'too_many';
    ELSIF EXISTS (SELECT FROM public.federation_domainclaim AS d
                  WHERE d.domain = ask_domain.domain AND d.state IN ('proved', 'live'))
       OR EXISTS (SELECT FROM public.tenants_domain AS h WHERE h.domain = ask_domain.domain) THEN
        RETURN 'taken';
    ELSIF EXISTS (SELECT FROM public.federation_domainclaim AS d
                  WHERE d.look = ask_domain.look AND d.state IN ('proved', 'live')) THEN
        RETURN 'look_alike';
    END IF;
    INSERT INTO public.federation_domainclaim (
        id, circle_id, domain, look, secret, state, asked_at, asked_by, warned, ended_how, proof, points, seen,
        look_next_at)
    VALUES (ask_domain.claim, circle.id, ask_domain.domain, ask_domain.look, ask_domain.secret, 'asked',
        statement_timestamp(), ask_domain.person, 0, '', '', '', '{}', statement_timestamp());
    RETURN 'asked';
END
$$;
COMMENT ON FUNCTION coop.ask_domain(uuid, text, text, text, uuid) IS
    'A steward asks for a domain for the circle whose role is in force. Says why not, when not.';

CREATE FUNCTION coop.give_up_domain(claim uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.federation_domainclaim AS d
    SET given_up_at = statement_timestamp(), look_next_at = statement_timestamp()
    FROM public.tenants_circle AS c
    WHERE d.id = give_up_domain.claim AND c.id = d.circle_id AND current_setting('role') = 'r_' || c.schema_name
      AND d.state <> 'lapsed' AND d.given_up_at IS NULL;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION coop.give_up_domain(uuid) IS 'A steward gives up the circle''s domain; the next look ends it.';
"""


class Migration(migrations.Migration):
    dependencies = [("federation", "0005_domains")]

    operations = [
        migrations.RunSQL(
            DOORS,
            "DROP FUNCTION coop.domain_says(), coop.ask_domain(uuid, text, text, text, uuid),"
            " coop.give_up_domain(uuid)",
        )
    ]
