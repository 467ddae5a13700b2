package org.synapsepg.hba;

import org.synapsepg.core.SourceLocation;

/**
 * One line of a pg_ident.conf: in a map, an operating system's or certificate's name may log in as
 * a role.
 *
 * @param map the map's name, exact case
 * @param systemUser the system's name; from a slash on a regular expression, quoted or not
 * @param role the role; from 16 on also {@code all}, {@code +role} and regular expressions. A
 *     {@code \1} in it stands for the first group of the system user's expression
 * @param location where it stands
 */
public record IdentMapping(String map, HbaName systemUser, HbaName role, SourceLocation location) {}
