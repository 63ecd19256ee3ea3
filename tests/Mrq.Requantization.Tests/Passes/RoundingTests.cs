using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Requantization.Algebra;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Statistics;

namespace Mrq.Requantization.Tests.Passes;

[TestClass]
public sealed class RoundingTests
{
    [TestMethod]
    public void Error_feedback_lets_one_weight_make_up_for_another_when_inputs_move_together()
    {
        // Both inputs are nearly equal, so only the sum of the weights counts: 0.4 + 0.4 is best answered by 1 + 0.
        var feedback = ErrorFeedbackRounding.Of(Moments(100, [[1, 0.99], [0.99, 1]]), 1)!;

        var integers = feedback.Round([0.4, 0.4], 1, -127, 127);

        Assert.AreEqual(1, integers.Sum());
    }

    [TestMethod]
    public void Error_feedback_has_less_than_half_the_error_of_the_nearest_integers()
    {
        var random = new Random(1);
        var (nearestError, feedbackError) = (0d, 0d);
        for (var trial = 0; trial < 200; trial++)
        {
            var factor = Enumerable.Range(0, 9).Select(_ => Enumerable.Range(0, 9).Select(_ => random.NextDouble() - 0.3).ToArray()).ToArray();
            var covariance = Enumerable.Range(0, 9).Select(i => Enumerable.Range(0, 9).Select(j => factor.Sum(row => row[i] * row[j])).ToArray()).ToArray();
            var feedback = ErrorFeedbackRounding.Of(Moments(100000, covariance), 1)!;
            var row = Enumerable.Range(0, 9).Select(_ => 20 * (random.NextDouble() - 0.5)).ToArray();

            var nearest = row.Select(weight => (int)Math.Round(weight)).ToArray();

            nearestError += feedback.Error(row, nearest, 1);
            feedbackError += feedback.Error(row, feedback.Round(row, 1, -127, 127), 1);
        }

        Assert.IsLessThan(nearestError / 2, feedbackError);
    }

    [TestMethod]
    public void Error_feedback_stays_within_the_range()
    {
        var feedback = ErrorFeedbackRounding.Of(Moments(100, [[1, 0.9], [0.9, 1]]), 1)!;

        CollectionAssert.AreEqual(new[] { 7, 7 }, feedback.Round([9, 8], 1, -7, 7));
    }

    [TestMethod]
    public void Inputs_that_never_vary_are_no_reason_to_fail()
    {
        Assert.IsNull(ErrorFeedbackRounding.Of(Moments(100, [[0, 0], [0, 0]]), 1));
        Assert.IsNull(WeightCorrection.Of(Moments(100, [[0, 0], [0, 0]]), 1));
    }

    [TestMethod]
    public void Weights_grow_where_the_targets_input_came_out_too_small()
    {
        // The target's input is half of the source's: C = 2 H. Without ridge the weight doubles, with one of 1 it goes half the way.
        double Corrected(int samples, double caution) => WeightCorrection.Of(new InputMoments(Matrix([[1]]), Matrix([[2]]), samples), caution)!.Correct([3])[0];

        Assert.AreEqual(6, Corrected(1, 1e-9), 1e-6);
        Assert.AreEqual(4.5, Corrected(900, 2.5), 1e-9);
        Assert.AreEqual(4.5, Corrected(90, 1 / 1.3), 1e-9);
    }

    [TestMethod]
    public void A_correction_is_believed_the_more_the_more_samples_show_it()
    {
        double Corrected(int samples) => WeightCorrection.Of(new InputMoments(Matrix([[1]]), Matrix([[2]]), samples), 1)!.Correct([3])[0];

        Assert.IsGreaterThan(Corrected(1_000), Corrected(100_000));
        Assert.IsGreaterThan(Corrected(10), Corrected(1_000));
    }

    [TestMethod]
    public void Moments_are_central_and_in_real_units()
    {
        short[] source = [10, 20, 30, 40];
        short[] target = [1, 2, 3, 4];

        var moments = InputMoments.Of([source], [target], [0.5], 0.25, new ParallelOptions());

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
