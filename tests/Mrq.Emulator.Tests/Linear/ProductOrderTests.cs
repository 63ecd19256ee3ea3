using Mrq.Emulator.Linear.Floats;

namespace Mrq.Emulator.Tests.Linear;

/// <summary>Which order a float32 product is summed in, and that the order shows in the last bits.</summary>
[TestClass]
public sealed class ProductOrderTests
{
    private const float Tiny = 1f / (1 << 24);

    [TestMethod]
    [DataRow(32, 100, 64, 128)]
    [DataRow(32, 100, 500, 128)]
    [DataRow(32, 64, 500, 256)]
    [DataRow(32, 49, 1440, 256)]
    [DataRow(32, 16, 5000, 1024)]
    [DataRow(32, 2, 5000, 1024)]
    public void Few_columns_make_blocks_longer(int rows, int columns, int depth, int block)
    {
        Assert.AreEqual(new ProductOrder(SumOrder.Blocks, block), ProductOrder.Of(rows, columns, depth));
        Assert.AreEqual(new ProductOrder(SumOrder.Blocks, 128), ProductOrder.Of(rows, columns, depth, transposesLeft: true));
    }

    [TestMethod]
    public void One_row_or_column_has_an_order_of_its_own()
    {
        Assert.AreEqual(SumOrder.Fours, ProductOrder.Of(1, 10, 20).Kind);
        Assert.AreEqual(SumOrder.Eights, ProductOrder.Of(1, 10, 20, transposesRight: true).Kind);
        Assert.AreEqual(SumOrder.Eights, ProductOrder.Of(10, 1, 20).Kind);
        Assert.AreEqual(SumOrder.Fours, ProductOrder.Of(10, 1, 20, transposesLeft: true).Kind);
        Assert.AreEqual(SumOrder.Blocks, ProductOrder.Of(10, 1, 20, isVector: false).Kind);
    }

    [TestMethod]
    public void A_block_is_added_to_the_sum_before_it()
    {
        // 1, then half a last bit twice: one after the other both are lost, as a block of their own they are a whole bit.
        float[] right = [1, Tiny, Tiny];

        Assert.AreEqual(1f, Sum(new(SumOrder.Blocks, 3), [1, 1, 1], right));
        Assert.AreEqual(1 + (2 * Tiny), Sum(new(SumOrder.Blocks, 1), [1, 1, 1], [1, 2 * Tiny, 0]));
        Assert.AreEqual(1f, Sum(new(SumOrder.Blocks, 1), [1, 1, 1], right));
        Assert.AreEqual(1 + (2 * Tiny), Sum(new(SumOrder.Blocks, 2), [1, 1, 1, 1], [1, 0, Tiny, Tiny]));
    }

    [TestMethod]
    public void Blocks_round_a_product_with_its_sum_and_fours_before_it()
    {
        // (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴, whose last part float32 does not hold beside 1; less 1 + 2⁻¹¹ it is what remains.
        const float X = 1 + (1f / 4096);
        float[] left = [1, X], right = [-(1 + (1f / 2048)), X];

        Assert.AreEqual(Tiny, Sum(new(SumOrder.Blocks, 128), left, right));
        Assert.AreEqual(0f, Sum(new(SumOrder.Fours, 0), left, right));
    }

    [TestMethod]
    public void Fours_are_added_among_themselves_first()
    {
        // Four halves of a last bit are two whole ones together.
        Assert.AreEqual(1 + (4 * Tiny), Sum(new(SumOrder.Fours, 0), [1, 1, 1, 1], [Tiny, Tiny, Tiny, Tiny], start: 1));

        // Of five, the last one is alone and lost; of six, the last two are together.
        Assert.AreEqual(1f, Sum(new(SumOrder.Fours, 0), [1, 1, 1, 1, 1], [0, 0, 0, 0, Tiny], start: 1));
        Assert.AreEqual(1 + (2 * Tiny), Sum(new(SumOrder.Fours, 0), [1, 1, 1, 1, 1, 1], [0, 0, 0, 0, Tiny, Tiny], start: 1));
        Assert.AreEqual(1f, Sum(new(SumOrder.Fours, 0), [1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, Tiny, Tiny], start: 1));
    }

    [TestMethod]
    public void Eights_add_their_lanes_by_how_many_results_there_are()
    {
        // Lanes 0 and 1 hold 1 and half a last bit, lane 2 another half: next to 1 each is lost, next to one another both stay.
        float[] lanes = [1, Tiny, 0, Tiny, 0, 0, 0, 0];
        float[] ones = [1, 1, 1, 1, 1, 1, 1, 1];

        Assert.AreEqual(1f, OrderedSums.OfEights(ones, lanes, 0, 1, 4));
        Assert.AreEqual(1 + (2 * Tiny), OrderedSums.OfEights(ones, lanes, 0, 1, 2));
        Assert.AreEqual(1f, OrderedSums.OfEights(ones, lanes, 0, 1, 1));
        CollectionAssert.AreEqual(new[] { 4, 4, 4, 4, 2, 2, 1 }, Enumerable.Range(0, 7).Select(index => OrderedSums.GroupOf(index, 7)).ToArray());
        CollectionAssert.AreEqual(new[] { 1 }, Enumerable.Range(0, 1).Select(index => OrderedSums.GroupOf(index, 1)).ToArray());
    }

    /// <summary>Every width of vectors and what is left over gives the sums that one alone gives.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public void Sums_side_by_side_are_those_of_one_alone(int kind)
    {
        var random = new Random(3);
        var order = new ProductOrder((SumOrder)kind, 7);
        foreach (var count in (int[])[1, 5, 16, 37, 70])
        {
            float[] Values(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
            var (shared, own, right, sums) = (Values(23), Values(23 * count), Values(23 * count), Values(count));
            var (fromShared, fromOwn) = ((float[])sums.Clone(), (float[])sums.Clone());

            OrderedSums.Add(order, shared, right, fromShared);
            OrderedSums.Add(order, own, right, fromOwn);

            for (var j = 0; j < count; j++)
            {
                var group = OrderedSums.GroupOf(j, count);
                float Alone(float[] left) => order.Kind == SumOrder.Eights
                    ? OrderedSums.OfEights(left, Column(right, j, count), 0, 1, group) + sums[j]
                    : Sum(order, left, Column(right, j, count), sums[j]);
                Assert.AreEqual(Alone(shared), fromShared[j], $"{count}, {j}");
                Assert.AreEqual(count == 1 ? Alone(own) : Alone(Column(own, j, count)), fromOwn[j], $"own {count}, {j}");
            }
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(16)]
    [DataRow(37)]
    public void Four_rows_at_once_are_four_rows(int count)
    {
        var random = new Random(4);
        float[] Values(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        const int Depth = 23;
        var (lefts, right, sums) = (Values(4 * Depth), Values(Depth * count), Values(4 * count));
        var expected = (float[])sums.Clone();
        for (var row = 0; row < 4; row++)
        {
            OrderedSums.Add(new(SumOrder.Blocks, 7), lefts.AsSpan(row * Depth, Depth), right, expected.AsSpan(row * count, count));
        }

        OrderedSums.AddFour(7, lefts, right, sums);

        CollectionAssert.AreEqual(expected, sums);
    }

    private static float[] Column(float[] values, int j, int count) => [.. values.Where((_, index) => index % count == j)];

    private static float Sum(ProductOrder order, float[] left, float[] right, float start = 0)
    {
        float[] sums = [start];
        OrderedSums.Add(order, left, right, sums);
        return sums[0];
    }
}
