using System.Diagnostics;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Algebra;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Tests;

/// <summary>Cancelling ends a conversion inside a layer and inside a choice of factors, not only after it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CancellationTests
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    [TestMethod]
    public void Factoring_a_matrix_and_choosing_factors_look_at_the_token()
    {
        var graph = GraphOfTwoConvolutions.Create(scales: [0.013f, 0.002f]);
        var plan = ConversionPlan.Of(graph, SchemeCatalogue.Named("int8-symmetric-pow2"), Arithmetic.TFLiteSource);
        var none = ActivationFolding.None(graph.Tensors.Length);
        var statistics = SourceStatistics.Collect(graph, Arithmetic.TFLiteSource, new Ramp(), new ParallelOptions());

        Assert.ThrowsExactly<OperationCanceledException>(() => Cholesky.Upper(new SquareMatrix(2).PlusDiagonal(1), Cancelled));
        Assert.ThrowsExactly<OperationCanceledException>(() => ScaleFolding.Choose(graph, new FoldingCost(plan, none, new RangeSearch(plan, null, RangeCoverage.Whole, new HashSet<int>())), none, Cancelled));
        Assert.ThrowsExactly<OperationCanceledException>(() => CrossLayerEqualization.Choose(plan, statistics, new HashSet<int>(), Cancelled));
    }

    /// <summary>The widest rows that are rounded by their covariance, and so many that the search for their scale takes tens of seconds.</summary>
    [TestMethod]
    public void A_conversion_inside_its_one_wide_layer_ends_within_a_second()
    {
        using var cancellation = new CancellationTokenSource();
        long cancelled = 0;
        using var record = cancellation.Token.Register(() => cancelled = Stopwatch.GetTimestamp());
        cancellation.CancelAfter(TimeSpan.FromSeconds(6));

        Assert.Throws<OperationCanceledException>(() => Requantizer.Convert(
            WideLayer(2304, 2048), Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric"), new Ramp(), new ParallelOptions { MaxDegreeOfParallelism = 1, CancellationToken = cancellation.Token }));

        Assert.IsLessThan(1, Stopwatch.GetElapsedTime(cancelled).TotalSeconds);
    }

    private static QuantizedGraph WideLayer(int inputs, int outputs) => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [3],
        Tensors =
        [
            Activation("input", inputs),
            new Tensor { Name = "weights", Type = ElementType.UInt8, Shape = new TensorShape(outputs, inputs), Quantization = new QuantizationParameters(0.01f, 100), Data = Ramp.Bytes(outputs * inputs, 1) },
            new Tensor { Name = "bias", Type = ElementType.Int32, Shape = new TensorShape(outputs), Quantization = new QuantizationParameters(0.01f / 64), Data = MemoryMarshal.AsBytes<int>(new int[outputs]).ToArray() },
            Activation("output", outputs),
        ],
        Operators = [new FullyConnected { Inputs = [0, 1, 2], Outputs = [3] }],
    };

    private static Tensor Activation(string name, int length) => new()
    {
        Name = name,
        Type = ElementType.UInt8,
        Shape = new TensorShape(1, length),
        Quantization = new QuantizationParameters(1 / 64f, 128),
    };

    /// <summary>Sixteen samples whose values differ from one another.</summary>
    private sealed class Ramp : ICalibrationInputs
    {
        public int Count => 16;

        public static byte[] Bytes(int count, int step) => [.. Enumerable.Range(0, count).Select(i => unchecked((byte)(i * (i + step) * 2654435761L >> 13)))];

        public void Encode(int sample, Tensor input, Span<byte> destination) => Bytes(destination.Length, sample + 1).CopyTo(destination);
    }
}
