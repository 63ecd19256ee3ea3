using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Requantization.Algebra;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Passes;

namespace Mrq.Requantization.Tests.Passes;

[TestClass]
public sealed class RoundingTests
{
    [TestMethod]
    public void Error_feedback_lets_one_weight_make_up_for_another_when_inputs_move_together()
    {
        // Both inputs are nearly equal, so only the sum of the weights counts: 0.4 + 0.4 is best answered by 1 + 0.
        var feedback = GptqRounding.Of(Moments(100, [[1, 0.99], [0.99, 1]]), 1, new ParallelOptions())!;

        var integers = feedback.Round([0.4, 0.4], 1, -127, 127, out _);

        Assert.AreEqual(1, integers.Sum());
    }

    [TestMethod]
    public void Error_feedback_has_less_than_half_the_error_of_the_nearest_integers()
    {
        var random = new Random(1);
        var (nearestError, feedbackError) = (0d, 0d);
        for (var trial = 0; trial < 200; trial++)
        {
            var feedback = GptqRounding.Of(Moments(100000, Covariance(random, 9)), 1, new ParallelOptions())!;
            var row = Enumerable.Range(0, 9).Select(_ => 20 * (random.NextDouble() - 0.5)).ToArray();

            var nearest = row.Select(weight => (int)Math.Round(weight)).ToArray();

            nearestError += feedback.Error(row, nearest, 1);
            feedback.Round(row, 1, -127, 127, out var error);
            feedbackError += error;
        }

        Assert.IsLessThan(nearestError / 2, feedbackError);
    }

    [TestMethod]
    public void Error_feedback_stays_within_the_range()
    {
        var feedback = GptqRounding.Of(Moments(100, [[1, 0.9], [0.9, 1]]), 1, new ParallelOptions())!;

        var integers = feedback.Round([9, 8], 1, -7, 7, out _);
        feedback.Refine([9, 8], integers, 1, -7, 7);

        CollectionAssert.AreEqual(new[] { 7, 7 }, integers);
    }

    [TestMethod]
    public void The_error_of_integers_is_their_quadratic_form_with_one_percent_of_the_mean_diagonal()
    {
        var feedback = GptqRounding.Of(Moments(1_000_000_000, [[4, 1], [1, 9]]), 1, new ParallelOptions())!;

        Assert.AreEqual(4 + 0.065, feedback.Error([1.5, 3], [1, 6], 0.5), 1e-6, "an error of the first weight alone");
        Assert.AreEqual(4 + 1 + 1 + 9 + 0.13, feedback.Error([1, 1], [0, 0], 1), 1e-6);
    }

    [TestMethod]
    public void Rounding_knows_the_error_of_its_integers()
    {
        var random = new Random(3);
        var feedback = GptqRounding.Of(Moments(100000, Covariance(random, 5)), 1, new ParallelOptions())!;
        double[] row = [3.3, -1.4, 0.2, 5.5, -2.6];

        var integers = feedback.Round(row, 0.7, -4, 4, out var error);

        Assert.AreEqual(feedback.Error(row, integers, 0.7), error, 1e-12 * error);
    }

    [TestMethod]
    [DataRow(-127, 127)]
    [DataRow(-2, 2)]
    public void Short_rows_end_with_the_least_error_of_all_integers(int minimum, int maximum)
    {
        var random = new Random(2);
        var improved = 0;
        for (var trial = 0; trial < 50; trial++)
        {
            var feedback = GptqRounding.Of(Moments(100000, Covariance(random, 4)), 1, new ParallelOptions())!;
            var row = Enumerable.Range(0, 4).Select(_ => 5 * (random.NextDouble() - 0.5)).ToArray();
            var integers = feedback.Round(row, 1, minimum, maximum, out var fedBack);
            feedback.Refine(row, integers, 1, minimum, maximum);

            var least = All(4, Math.Max(minimum, -6), Math.Min(maximum, 6)).Min(candidate => feedback.Error(row, candidate, 1));

            Assert.AreEqual(least, feedback.Error(row, integers, 1), 1e-9 * least);
            improved += least < fedBack * 0.999 ? 1 : 0;
        }

        Assert.IsGreaterThan(5, improved, "error feedback alone does not find them");
    }

    [TestMethod]
    [DataRow(-127, 127)]
    [DataRow(-2, 2)]
    public void Long_rows_end_where_no_single_integer_can_move_to_a_smaller_error(int minimum, int maximum)
    {
        var (random, improved) = (new Random(5), 0);
        for (var trial = 0; trial < 10; trial++)
        {
            var feedback = GptqRounding.Of(Moments(100000, Covariance(random, ClosestIntegers.LongestRow + 1)), 1, new ParallelOptions())!;
            var row = Enumerable.Range(0, ClosestIntegers.LongestRow + 1).Select(_ => 5 * (random.NextDouble() - 0.5)).ToArray();
            var integers = feedback.Round(row, 1, minimum, maximum, out var fedBack);

            feedback.Refine(row, integers, 1, minimum, maximum);

            var refined = feedback.Error(row, integers, 1);
            foreach (var (index, move) in Enumerable.Range(0, row.Length).SelectMany(index => new[] { (index, -1), (index, 1) }))
            {
                var moved = (int[])integers.Clone();
                moved[index] = Math.Clamp(moved[index] + move, minimum, maximum);
                Assert.IsLessThanOrEqualTo(feedback.Error(row, moved, 1) + (1e-9 * refined), refined, $"integer {index} moves by {move}");
            }

            improved += refined < fedBack * 0.999 ? 1 : 0;
        }

        Assert.IsGreaterThan(2, improved, "error feedback alone does not end there");
    }

    [TestMethod]
    public void A_search_that_would_take_too_long_ends_with_what_it_has_found()
    {
        // All weights lie far outside of the range, so that nothing tells integers apart early.
        var feedback = GptqRounding.Of(Moments(100000, Covariance(new Random(4), ClosestIntegers.LongestRow)), 1, new ParallelOptions())!;
        var row = Enumerable.Range(0, ClosestIntegers.LongestRow).Select(i => i % 2 == 0 ? 1000.0 : -1000.0).ToArray();
        var integers = feedback.Round(row, 1, -127, 127, out var fedBack);

        feedback.Refine(row, integers, 1, -127, 127);

        Assert.IsLessThanOrEqualTo(fedBack, feedback.Error(row, integers, 1));
        Assert.IsTrue(integers.All(integer => integer is >= -127 and <= 127));
    }

    [TestMethod]
    [DataRow(9)]
    [DataRow(ClosestIntegers.LongestRow + 6)]
    public void Rows_that_are_rounded_together_become_what_each_becomes_by_itself(int length)
    {
        var random = new Random(6);
        var rounding = GptqRounding.Of(Moments(100000, Covariance(random, length)), 1, new ParallelOptions())!;
        IntegerRow[] rows = [.. Enumerable.Range(0, VectorMath.Rows).Select(row => new IntegerRow([.. Enumerable.Range(0, length).Select(_ => 5 * (random.NextDouble() - 0.5))], 0.1 + row, new int[length], new(-7, 7, 0)))];

        var errors = rounding.Round(rows);
        rounding.Refine(rows);
        var refined = rounding.Errors(rows);

        for (var row = 0; row < rows.Length; row++)
        {
            var alone = rounding.Round(rows[row].Wanted, rows[row].Scale, -7, 7, out var error);
            Assert.AreEqual(error, errors[row]);
            rounding.Refine(rows[row].Wanted, alone, rows[row].Scale, -7, 7);
            CollectionAssert.AreEqual(alone, rows[row].Integers);
            Assert.AreEqual(rounding.Error(rows[row].Wanted, alone, rows[row].Scale), refined[row]);
        }
    }

    [TestMethod]
    public void Inputs_that_never_vary_are_no_reason_to_fail()
    {
        Assert.IsNull(GptqRounding.Of(Moments(100, [[0, 0], [0, 0]]), 1, new ParallelOptions()));
        Assert.IsNull(WeightCorrection.Of(Moments(100, [[0, 0], [0, 0]]), 1, new ParallelOptions()));
    }

    [TestMethod]
    public void Weights_grow_where_the_targets_input_came_out_too_small()
    {
        // The target's input is half of the source's: C = 2 H. Without ridge the weight doubles, with one of 1 it goes half the way.
        double Corrected(int samples, double caution) => WeightCorrection.Of(new InputMoments(Matrix([[1]]), Matrix([[2]]), samples), caution, new ParallelOptions())!.Correct([3])[0];

        Assert.AreEqual(6, Corrected(1, 1e-9), 1e-6);
        Assert.AreEqual(4.5, Corrected(900, 2.5), 1e-9);
        Assert.AreEqual(4.5, Corrected(90, 1 / 1.3), 1e-9);
    }

    [TestMethod]
    public void A_correction_is_believed_the_more_the_more_samples_show_it()
    {
        double Corrected(int samples) => WeightCorrection.Of(new InputMoments(Matrix([[1]]), Matrix([[2]]), samples), 1, new ParallelOptions())!.Correct([3])[0];

        Assert.IsGreaterThan(Corrected(1_000), Corrected(100_000));
        Assert.IsGreaterThan(Corrected(10), Corrected(1_000));
    }

    [TestMethod]
    public void Moments_are_central_and_in_real_units()
    {
        // Positions 10 and 20 of the source beside 1 and 2 of the target, 30 and 40 beside 3 and 4.
        var sums = new InputMomentSums([0]);
        (sums.Sources[0], sums.Targets[0]) = (10 + 20 + 30 + 40, 1 + 2 + 3 + 4);
        (sums.Products(0)[0], sums.Squares(0)[0]) = (10 + 40 + 90 + 160, 1 + 4 + 9 + 16);
        var moments = sums.Moments(4, [0.5], 0.25, new ParallelOptions());

        Assert.AreEqual(1.25 * 0.25 * 0.25, moments.Covariance[0, 0], 1e-15);
        Assert.AreEqual(12.5 * 0.5 * 0.25, moments.Cross[0, 0], 1e-15);
    }

    [TestMethod]
    [DataRow(new[] { 0.5, 3.0 }, 0.25, true, "the source's grid, then what it halves to, then what clips", new[] { 0.25f, 0.125f, 0.0625f, 0.03125f })]
    public void Scales_are_tried_in_order(double[] row, double grid, bool keep, string why, float[] first)
    {
        var rule = new TensorRule(ElementType.Int8, -127, 127, ZeroPointRule.Zero, Granularity.PerTensor);

        var candidates = WeightScales.Candidates([row], [grid], rule, 127, keep, 0);

        CollectionAssert.AreEqual(first, candidates.Take(first.Length).ToArray(), why);
        Assert.AreEqual((float)(3.0 / 127), candidates[first.Length]);
    }

    [TestMethod]
    public void A_power_of_two_target_keeps_only_a_grid_that_is_one()
    {
        var rule = new TensorRule(ElementType.Int8, -127, 127, ZeroPointRule.Zero, Granularity.PerTensor, ScaleForm.PowerOfTwo);

        Assert.AreEqual(0.25, WeightScales.Grid([[1.0]], [0.25], rule));
        Assert.IsNull(WeightScales.Grid([[1.0]], [0.26], rule));
    }

    private static double[][] Covariance(Random random, int size)
    {
        var factor = Enumerable.Range(0, size).Select(_ => Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.3).ToArray()).ToArray();
        return [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => factor.Sum(row => row[i] * row[j])).ToArray())];
    }

    private static IEnumerable<int[]> All(int length, int minimum, int maximum) => length == 0
        ? [[]]
        : All(length - 1, minimum, maximum).SelectMany(before => Enumerable.Range(minimum, maximum - minimum + 1).Select(integer => (int[])[.. before, integer]));

    private static InputMoments Moments(int samples, double[][] covariance) => new(Matrix(covariance), Matrix(covariance), samples);

    private static SquareMatrix Matrix(double[][] rows)
    {
        var matrix = new SquareMatrix(rows.Length);
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row].CopyTo(matrix.Row(row));
        }

        return matrix;
    }
}
