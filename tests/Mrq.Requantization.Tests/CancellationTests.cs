using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Algebra;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Tests;

/// <summary>Cancelling ends a conversion inside a layer and inside a choice of factors, not only after it. What counts is the work that is done once the token is set.</summary>
[TestClass]
public sealed class CancellationTests
{
    private static readonly CancellationToken Cancelled = new(canceled: true);
    private static readonly QuantizedGraph Graph = GraphOfTwoConvolutions.Create(scales: [0.013f, 0.002f]);
    private static readonly ConversionPlan Plan = ConversionPlan.Of(Graph, SchemeCatalogue.Named("int8-symmetric-pow2"), Arithmetic.TFLiteSource);
    private static readonly ActivationFolding None = ActivationFolding.None(Graph.Tensors.Length);

    [TestMethod]
    public void Factoring_a_matrix_and_choosing_factors_look_at_the_token()
    {
        var statistics = SourceStatistics.Collect(CompiledGraph.Compile(Graph, Arithmetic.TFLiteSource), new CancellingInputs(), new ParallelOptions());

        Assert.ThrowsExactly<OperationCanceledException>(() => Cholesky.TryUpper(new SquareMatrix(2).PlusDiagonal(1), Threads(Cancelled)));
        Assert.ThrowsExactly<OperationCanceledException>(() => ScaleFolding.Choose(Graph, new FoldingCost(Plan, None, new RangeSearch(Plan, null, RangeCoverage.Whole, new HashSet<int>())), None, Cancelled));
        Assert.ThrowsExactly<OperationCanceledException>(() => CrossLayerEqualization.Choose(Plan, statistics, new HashSet<int>(), Cancelled));
    }

    [TestMethod]
    public void Each_row_looks_at_the_token_before_it_is_tried_or_rounded()
    {
        var rounding = new RowRounding(Layer(new FixedInputs()), Threads(Cancelled));

        Assert.Throws<OperationCanceledException>(() => rounding.Powers());
        Assert.Throws<OperationCanceledException>(() => rounding.ErrorsAt([(0, 0.01f)]));
        Assert.Throws<OperationCanceledException>(() => rounding.Round([0.01f]));
    }

    [TestMethod]
    [DataRow(PassNames.Moments)]
    [DataRow(PassNames.WeightCorrection)]
    [DataRow(PassNames.WeightScaleSearch)]
    [DataRow(PassNames.Rounding)]
    public void Each_pass_over_rows_ends_inside_them(string name)
    {
        var state = Layer(new FixedInputs());
        foreach (var pass in ConversionPasses.Layers)
        {
            if (pass.Name == name)
            {
                Assert.Throws<OperationCanceledException>(() => pass.Run(state, Context(Cancelled)));
                return;
            }

            state = pass.Run(state, Context(CancellationToken.None));
        }

        Assert.Fail($"There is no pass {name}.");
    }

    [TestMethod]
    public void No_pass_over_a_layer_begins_once_the_token_is_set()
    {
        using var cancellation = new CancellationTokenSource();
        var (inputs, watches) = (new FixedInputs(cancellation), new Stopwatches());

        Assert.Throws<OperationCanceledException>(() => ConversionPasses.Run(Layer(inputs), Context(cancellation.Token), watches));

        Assert.AreSequenceEqual(new[] { PassNames.Moments }, watches.Times.Select(time => time.Pass).ToArray());
        Assert.AreEqual(0, inputs.CallsAfterwards);
    }

    [TestMethod]
    public void No_sample_is_encoded_and_no_layer_rounded_once_the_token_is_set()
    {
        var all = new CancellingInputs();
        Convert(all, CancellationToken.None, new Lines());

        for (var call = 1; call <= all.Calls; call++)
        {
            using var cancellation = new CancellationTokenSource();
            var (inputs, lines) = (new CancellingInputs(call, cancellation), new Lines());

            Assert.Throws<OperationCanceledException>(() => Convert(inputs, cancellation.Token, lines), $"call {call} of {all.Calls}");

            Assert.IsLessThanOrEqualTo(call + 1, inputs.Calls, "more is encoded afterwards than the same sample for the target");
            Assert.AreEqual(0, lines.Count, "a layer is done afterwards");
        }
    }

    private static void Convert(ICalibrationSamples inputs, CancellationToken cancellation, IProgress<RequantizationProgress> progress) => Requantizer.Convert(
        Graph, Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric"), inputs, Threads(cancellation), progress: progress);

    private static ConversionContext Context(CancellationToken cancellation) => new(RequantizationOptions.Default, Threads(cancellation), new CompiledGraphs());

    private static ParallelOptions Threads(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = 1, CancellationToken = cancellation };

    /// <summary>The first convolution before all passes over it.</summary>
    private static LayerState Layer(ILayerInputs inputs)
    {
        var layer = LinearLayer.Of(Graph)[0];
        var (rule, folded, units) = (Plan.WeightRuleOf(layer.Step), FoldedLayer.Of(Graph, layer, None), LayerUnits.Of(Graph, layer, None));
        return new LayerState(folded, rule, WeightRanges.Of(rule, Graph.Tensors[layer.Weights], folded.Rows), BiasGrid.SmallestWeightScales(Graph, folded, units, QuantizationScheme.MostBiasBits), layer.Groups(), inputs) { Units = units };
    }

    /// <summary>Inputs of variance 1 that do not depend on one another; may cancel when the first one asks for them.</summary>
    private sealed class FixedInputs(CancellationTokenSource? cancellation = null) : ILayerInputs
    {
        public int CallsAfterwards { get; private set; }

        public IReadOnlyList<InputMoments> Moments(FoldedLayer folded)
        {
            Cancel();
            return [.. LinearLayer.Of(Graph)[0].Groups().Select(group => new SquareMatrix(group.Inputs.Length).PlusDiagonal(1)).Select(covariance => new InputMoments(covariance, covariance, 1000))];
        }

        public (double[] Source, double[] Target) Means()
        {
            Cancel();
            return ([0, 0], [0, 0]);
        }

        private void Cancel()
        {
            CallsAfterwards += cancellation is { IsCancellationRequested: true } ? 1 : 0;
            cancellation?.Cancel();
        }
    }

    /// <summary>Four samples whose values differ from one another; cancels within one of its calls.</summary>
    private sealed class CancellingInputs(int call = 0, CancellationTokenSource? cancellation = null) : ICalibrationSamples
    {
        public int Count => 4;

        public int Calls { get; private set; }

        public void Encode(int sample, int place, Tensor input, Span<byte> destination)
        {
            for (var i = 0; i < destination.Length; i++)
            {
                destination[i] = unchecked((byte)(i * (i + sample + 1) * 2654435761L >> 13));
            }

            if (++Calls == call)
            {
                cancellation!.Cancel();
            }
        }
    }

    private sealed class Lines : IProgress<RequantizationProgress>
    {
        public int Count { get; private set; }

        public void Report(RequantizationProgress value) => Count += value.Line.StartsWith("rounding", StringComparison.Ordinal) ? 1 : 0;
    }
}
