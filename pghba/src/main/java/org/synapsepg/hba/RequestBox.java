package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of requests: for each field those of its values that are meant; a field that is not named
 * may have any. Immutable.
 */
final class RequestBox {
  static final RequestBox ALL = new RequestBox(Map.of());

  private final Map<Object, BitSet> fields;

  private RequestBox(Map<Object, BitSet> fields) {
    this.fields = fields;
  }

  /** The values of a field; null for any. */
  @Nullable
  BitSet of(Object field) {
    return fields.get(field);
  }

  Iterable<Object> fields() {
    return fields.keySet();
  }

  /** This box with fewer values of a field; null if none are left. */
  @Nullable
  RequestBox with(Object field, BitSet values) {
    BitSet present = fields.get(field);
    BitSet both = (BitSet) values.clone();
    if (present != null) {
      both.and(present);
    }
    if (both.isEmpty()) {
      return null;
    }
    Map<Object, BitSet> changed = new LinkedHashMap<>(fields);
    changed.put(field, both);
    return new RequestBox(changed);
  }

  @Nullable
  RequestBox and(RequestBox other) {
    RequestBox both = this;
    for (Map.Entry<Object, BitSet> field : other.fields.entrySet()) {
      both = both.with(field.getKey(), field.getValue());
      if (both == null) {
        return null;
      }
    }
    return both;
  }

  /** What is in this box and not in another, as boxes that have nothing in common. */
  List<RequestBox> minus(RequestBox other, Map<Object, Integer> sizes) {
    if (and(other) == null) {
      return List.of(this);
    }
    List<RequestBox> rest = new ArrayList<>();
    RequestBox inside = this;
    for (Map.Entry<Object, BitSet> field : other.fields.entrySet()) {
      BitSet outside = (BitSet) field.getValue().clone();
      outside.flip(0, sizes.getOrDefault(field.getKey(), 0));
      RequestBox piece = outside.isEmpty() ? null : inside.with(field.getKey(), outside);
      if (piece != null) {
        rest.add(piece);
      }
      RequestBox narrowed = inside.with(field.getKey(), field.getValue());
      if (narrowed == null) {
        break;
      }
      inside = narrowed;
    }
    return rest;
  }
}
