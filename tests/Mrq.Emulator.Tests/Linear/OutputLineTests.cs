using System.Runtime.Intrinsics.X86;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Tests.Linear;

/// <summary>A line that is called proven gives what the arithmetic gives, for every sum that the layer can reach.</summary>
[TestClass]
public sealed class OutputLineTests
{
    private const int Layers = 60;

    [TestMethod]
    public void A_line_equals_its_stage_around_every_step_and_at_random_sums()
    {
        RequireFusedMultiplyAdd();
        var lines = 0;
        for (var seed = 0; seed < Layers; seed++)
        {
            foreach (var stage in Stages(seed))
            {
                lines += LineSearch.TryCreate(stage) is { } search && search.Find(0, new StageLanes(stage, 0)) is { } line ? AssertEqual(stage, line, search.Kind, new Random(seed)) : 0;
            }
        }

        Assert.IsGreaterThan(Layers, lines);
    }

    [TestMethod]
    [DataRow("tflite")]
    [DataRow("gemmlowp")]
    [DataRow("tflite-single-rounding")]
    [DataRow("onnxruntime")]
    public void Most_layers_have_lines(string arithmetic)
    {
        RequireFusedMultiplyAdd();
        var (tried, found) = (0, 0);
        for (var seed = 0; seed < 4 * Layers; seed++)
        {
            foreach (var stage in Stages(seed, arithmetic).Where(stage => stage.Factor(0) < 0.01))
            {
                tried++;
                found += LineSearch.TryCreate(stage)?.Find(0, new StageLanes(stage, 0)) is null ? 0 : 1;
            }
        }

        Assert.IsGreaterThan(10, tried);
        Assert.IsGreaterThan(0.8 * tried, found, $"{found} of {tried}");
    }

    [TestMethod]
    [DataRow("shift-half-up")]
    [DataRow("shift-half-even")]
    [DataRow("shift-half-away")]
    [DataRow("float32")]
    public void Channels_of_small_weights_have_lines_too(string arithmetic)
    {
        RequireFusedMultiplyAdd();
        var (tried, found) = (0, 0);
        for (var seed = 0; seed < 4 * Layers; seed++)
        {
            var layers = new RandomLayers(seed);
            foreach (var stage in Stages(layers.OnPowersOfTwo(layers.FullyConnected()), arithmetic))
            {
                for (var channel = 0; channel < stage.Multipliers.Length; channel++)
                {
                    // Large biases of other channels bound the sums of all.
                    if (stage.Factor(channel) is > 0.5 and < 64 && stage.Accumulator.Bound is { Minimum: > -(1 << 23), Maximum: < 1 << 23 })
                    {
                        tried++;
                        found += LineSearch.TryCreate(stage)?.Find(channel, new StageLanes(stage, channel)) is null ? 0 : 1;
                    }
                }
            }
        }

        Assert.IsGreaterThan(10, tried);
        Assert.IsGreaterThan(0.8 * tried, found, $"{found} of {tried}");
    }

    private static void RequireFusedMultiplyAdd()
    {
        if (!Fma.IsSupported)
        {
            Assert.Inconclusive("Lines are searched and applied where there is FMA.");
        }
    }

    private static IEnumerable<OutputStage> Stages(int seed, string? only = null) => Stages(new RandomLayers(seed).FullyConnected(), only);

    private static IEnumerable<OutputStage> Stages(QuantizedGraph graph, string? only)
    {
        foreach (var arithmetic in ArithmeticCatalogue.All.Where(arithmetic => (only is null || arithmetic.Name == only) && EmulatorCoverage.Missing(graph, arithmetic).Count == 0))
        {
            var context = new KernelContext(graph, 0, arithmetic);
            OutputStage stage;
            try
            {
                stage = OutputStage.Create(context, LinearOperands.Of((FullyConnected)context.Operator, context, context.Input(1).Shape[0]), Weights.Centered(context));
            }
            catch (MrqException error) when (error.Code == MrqCodes.InvalidOperator)
            {
                // A shift needs a power of two.
                continue;
            }

            yield return stage;
        }
    }

    /// <returns>1, the line that was compared.</returns>
    private static int AssertEqual(OutputStage stage, OutputLine line, LineKind kind, Random random)
    {
        var (lowest, highest) = ((int)stage.Accumulator.Bound.Minimum, (int)stage.Accumulator.Bound.Maximum);
        for (var output = stage.Range.Minimum; output <= stage.Range.Maximum; output++)
        {
            var step = FirstSum(stage, output, lowest, highest);
            for (var near = -3; near <= 3; near++)
            {
                AssertEqual(stage, line, kind, Math.Clamp(step + (long)near, lowest, highest));
            }
        }

        for (var i = 0; i < 20_000; i++)
        {
            AssertEqual(stage, line, kind, random.NextInt64(lowest, highest + 1L));
        }

        return 1;
    }

    private static void AssertEqual(OutputStage stage, OutputLine line, LineKind kind, long sum)
    {
        var expected = stage.Requantize(sum, 0);
        var actual = stage.Range.Clamp(line.Apply((int)sum, kind, stage.ZeroPoint));
        if (expected != actual)
        {
            Assert.Fail($"{stage.Requantization}, sum {sum}: {actual} instead of {expected}");
        }
    }

    /// <summary>The least sum that gives the output or more, by halving.</summary>
    private static int FirstSum(OutputStage stage, int output, int lowest, int highest)
    {
        while (lowest < highest)
        {
            var middle = (int)Math.Floor((lowest + (double)highest) / 2);
            (lowest, highest) = stage.Requantize(middle, 0) >= output ? (lowest, middle) : (middle + 1, highest);
        }

        return lowest;
    }
}
