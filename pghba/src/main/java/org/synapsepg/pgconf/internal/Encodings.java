package org.synapsepg.pgconf.internal;

import jakarta.annotation.Nullable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Client encodings (PostgreSQL documentation, "Character Set Support"). */
public final class Encodings {
  private static final Map<String, String> BY_NAME = names();

  private Encodings() {}

  /** The server's name of an encoding; null if it does not know the text. */
  public static @Nullable String canonical(String text) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 && Character.isLetterOrDigit(c)) {
        letters.append(c);
      }
    }
    return BY_NAME.get(letters.toString().toLowerCase(Locale.ROOT));
  }

  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    String[] own = {
      "SQL_ASCII",
      "EUC_JP",
      "EUC_CN",
      "EUC_KR",
      "EUC_TW",
      "EUC_JIS_2004",
      "UTF8",
      "LATIN1",
      "LATIN2",
      "LATIN3",
      "LATIN4",
      "LATIN5",
      "LATIN6",
      "LATIN7",
      "LATIN8",
      "LATIN9",
      "LATIN10",
      "WIN1256",
      "WIN1258",
      "WIN866",
      "WIN874",
      "KOI8R",
      "WIN1251",
      "WIN1252",
      "ISO_8859_5",
      "ISO_8859_6",
      "ISO_8859_7",
      "ISO_8859_8",
      "WIN1250",
      "WIN1253",
      "WIN1254",
      "WIN1255",
      "WIN1257",
      "KOI8U",
      "SJIS",
      "BIG5",
      "GBK",
      "UHC",
      "GB18030",
      "JOHAB",
      "SHIFT_JIS_2004"
    };
    for (String name : own) {
      names.put(name.replace("_", "").toLowerCase(Locale.ROOT), name);
      if (name.startsWith("WIN125")) {
        names.put("windows" + name.substring(3), name);
      }
    }
    String[] others = {
      "abc WIN1258",
      "alt WIN866",
      "iso88591 LATIN1",
      "iso88592 LATIN2",
      "iso88593 LATIN3",
      "iso88594 LATIN4",
      "iso88599 LATIN5",
      "iso885910 LATIN6",
      "iso885913 LATIN7",
      "iso885914 LATIN8",
      "iso885915 LATIN9",
      "iso885916 LATIN10",
      "koi8 KOI8R",
      "mskanji SJIS",
      "shiftjis SJIS",
      "tcvn WIN1258",
      "tcvn5712 WIN1258",
      "unicode UTF8",
      "vscii WIN1258",
      "win WIN1251",
      "win932 SJIS",
      "win936 GBK",
      "win949 UHC",
      "win950 BIG5",
      "windows866 WIN866",
      "windows874 WIN874",
      "windows932 SJIS",
      "windows936 GBK",
      "windows949 UHC",
      "windows950 BIG5",
      "muleinternal MULE_INTERNAL"
    };
    for (String other : others) {
      int blank = other.indexOf(' ');
      names.put(other.substring(0, blank), other.substring(blank + 1));
    }
    return Map.copyOf(names);
  }
}
