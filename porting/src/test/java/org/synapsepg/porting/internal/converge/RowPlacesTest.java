package org.synapsepg.porting.internal.converge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.synapsepg.porting.internal.converge.RowPlaces.Place;
import org.synapsepg.porting.internal.verify.BlockRange;
import org.synapsepg.testing.Seed;

class RowPlacesTest {
  /** So many blocks behind all others that no few of them are half of the table. */
  private static final Place FAR = place(9_000_000, 9_000_000, 1_000_000, 2_000_000);

  private static Place place(long firstRowid, long lastRowid, long firstBlock, long endBlock) {
    return new Place(firstRowid, lastRowid, new BlockRange(firstBlock, endBlock));
  }

  private static Optional<List<BlockRange>> of(List<Place> places, long... rowids) {
    List<Place> all = new ArrayList<>(places);
    all.add(FAR);
    return RowPlaces.of(all, rowids);
  }

  @Test
  void placesThatOverlapAndComeInNoOrder() {
    List<Place> places =
        List.of(
            place(50, 60, 30, 40),
            place(Long.MIN_VALUE, 9, 0, 10),
            place(20, 29, 20, 22),
            place(10, 39, 10, 12));
    assertThat(of(places, 5, 15, 25)).contains(List.of(range(0, 12), range(20, 22)));
    assertThat(of(places, 30, 39, 55)).contains(List.of(range(10, 12), range(30, 40)));
    assertThat(of(places, 25, 45, 55)).as("one between two places").isEmpty();
    assertThat(of(places, 55, 61)).as("one behind a place").isEmpty();
    assertThat(of(places, Long.MIN_VALUE)).contains(List.of(range(0, 10)));
  }

  @Test
  void nothingIsKnownOfRowsBeforeTheFirstPlace() {
    assertThat(of(List.of(place(10, 20, 0, 1)), Long.MIN_VALUE, 15)).isEmpty();
    assertThat(RowPlaces.of(List.of(), new long[] {Long.MIN_VALUE})).isEmpty();
  }

  @Test
  void theWholeTableIsNoPlace() {
    assertThat(RowPlaces.of(List.of(place(1, 10, 0, 6), place(11, 20, 6, 10)), new long[] {5}))
        .isEmpty();
    List<Place> scattered =
        LongStream.range(0, 65).mapToObj(i -> place(i, i, 3 * i, 3 * i + 1)).toList();
    assertThat(of(scattered, LongStream.range(0, 64).toArray())).isPresent();
    assertThat(of(scattered, LongStream.range(0, 65).toArray())).isEmpty();
  }

  /** The sweep says of all places what a look at each of them says. */
  @Test
  void rowsAreCoveredIfEachIsInSomePlace() {
    Random random = new Random(Seed.of(RowPlacesTest.class));
    int covered = 0;
    for (int round = 0; round < 2_000; round++) {
      List<Place> places = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        long first = random.nextInt(40);
        long firstBlock = random.nextInt(100);
        places.add(
            place(
                first, first + random.nextInt(15) - 2, firstBlock, firstBlock + random.nextInt(5)));
      }
      long[] rowids = random.longs(1 + random.nextInt(4), 0, 45).sorted().distinct().toArray();
      boolean each =
          LongStream.of(rowids)
              .allMatch(
                  r -> places.stream().anyMatch(p -> p.firstRowid() <= r && r <= p.lastRowid()));
      assertThat(of(places, rowids).isPresent()).as("%s in %s", rowids, places).isEqualTo(each);
      covered += each ? 1 : 0;
    }
    assertThat(covered).isBetween(100, 1_900);
  }

  private static BlockRange range(long first, long end) {
    return new BlockRange(first, end);
  }
}
