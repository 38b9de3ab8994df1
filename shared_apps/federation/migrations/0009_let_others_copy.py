"""Stewards say that others may copy how their circle is set up. What the national co-op switches stays out of reach.

The two doors of 0004, which know one thing more: `may_be_copied`, kept among the circle's features.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("shared_apps.federation.migrations.0004_setting_up").DOORS.replace(
    "CREATE F", "CREATE OR REPLACE F"
)
DOORS = """
CREATE OR REPLACE FUNCTION coop.circle_set_up(hold boolean) RETURNS jsonb
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
        'language', c.language, 'languages', c.languages,
        'may_be_copied', 'may-be-copied' = ANY (c.features)) INTO found
    FROM public.tenants_circle AS c WHERE current_setting('role') = 'r_' || c.schema_name;
    RETURN found;
END
$$;

CREATE OR REPLACE FUNCTION coop.change_set_up(changes jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.tenants_circle AS c
    SET name = n.name, place = n.place, places = n.places, strapline = n.strapline, is_listed = n.is_listed,
        contact_email = n.contact_email, contact_phone = n.contact_phone, contact_address = n.contact_address,
        brand = n.brand, accent = n.accent, logo = n.logo, words = n.words,
        language = n.language, languages = n.languages,
        features = CASE change_set_up.changes ->> 'may_be_copied'
            WHEN 'true' THEN array_append(array_remove(c.features, 'may-be-copied'), 'may-be-copied')
            WHEN 'false' THEN array_remove(c.features, 'may-be-copied')
            ELSE c.features END
    FROM public.tenants_circle AS o, jsonb_populate_record(o, change_set_up.changes) AS n
    WHERE o.id = c.id AND current_setting('role') = 'r_' || c.schema_name AND c.state IN ('open', 'suspended');
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE public.tenants_directory SET version = version + 1;
    RETURN true;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("federation", "0008_signed_in_a_language")]

    operations = [migrations.RunSQL(DOORS, BEFORE)]
