"""What a circle's stewards may change in the register: what is said of their own circle, and how it looks.

Two narrow functions, keyed by the role in force. The first can hold the row until the transaction ends, so that whoever
changes something compares it with what is really there; the second changes the columns named here and no others.
"""

from django.db import migrations

DOORS = """
CREATE FUNCTION coop.circle_set_up(hold boolean) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found jsonb;
BEGIN
    IF circle_set_up.hold THEN
        PERFORM 1 FROM public.tenants_circle AS c WHERE current_setting('role') = 'r_' || c.schema_name FOR UPDATE;
    END IF;
    SELECT jsonb_build_object(
        'name', c.name, 'place', c.place, 'places', c.places, 'strapline', c.strapline, 'is_listed', c.is_listed,
        'contact_email', c.contact_email, 'contact_phone', c.contact_phone, 'contact_address', c.contact_address,
        'brand', c.brand, 'accent', c.accent, 'logo', c.logo, 'words', c.words,
        'language', c.language, 'languages', c.languages) INTO found
    FROM public.tenants_circle AS c WHERE current_setting('role') = 'r_' || c.schema_name;
    RETURN found;
END
$$;
COMMENT ON FUNCTION coop.circle_set_up(boolean) IS
    'How the register describes the circle whose role is in force; held until the transaction ends, if asked.';

CREATE FUNCTION coop.change_set_up(changes jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.tenants_circle AS c
    SET name = n.name, place = n.place, places = n.places, strapline = n.strapline, is_listed = n.is_listed,
        contact_email = n.contact_email, contact_phone = n.contact_phone, contact_address = n.contact_address,
        brand = n.brand, accent = n.accent, logo = n.logo, words = n.words,
        language = n.language, languages = n.languages
    FROM public.tenants_circle AS o, jsonb_populate_record(o, change_set_up.changes) AS n
    WHERE o.id = c.id AND current_setting('role') = 'r_' || c.schema_name AND c.state IN ('open', 'suspended');
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE public.tenants_directory SET version = version + 1;
    RETURN true;
END
$$;
COMMENT ON FUNCTION coop.change_set_up(jsonb) IS
    'A steward changes what the register says of their own circle. Other columns than these are passed over.';
"""


class Migration(migrations.Migration):
    dependencies = [("federation", "0003_doors"), ("tenants", "0004_support_until")]

    operations = [
        migrations.RunSQL(DOORS, "DROP FUNCTION coop.circle_set_up(boolean); DROP FUNCTION coop.change_set_up(jsonb)"),
    ]
