package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.List;

/**
 * One row of {@code pg_hba_file_rules}, its columns under the names they have there; null where the
 * view has NULL or, in the server's version, no such column.
 *
 * @param ruleNumber 16 and later
 * @param fileName 16 and later
 * @param lineNumber the line as the server counts
 * @param type the connection type
 * @param database the database list, without quotes
 * @param userName the user list, without quotes
 * @param address the address in canonical form, the host name or keyword
 * @param netmask the mask in the form of an address
 * @param authMethod the method; {@code peer} for {@code ident} on {@code local}
 * @param options the options in the server's normal form
 * @param error the server's error text
 */
public record HbaRow(
    @Nullable Integer ruleNumber,
    @Nullable String fileName,
    int lineNumber,
    @Nullable String type,
    @Nullable List<String> database,
    @Nullable List<String> userName,
    @Nullable String address,
    @Nullable String netmask,
    @Nullable String authMethod,
    @Nullable List<String> options,
    @Nullable String error) {}
