using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Requantization.Calibration;

namespace Mrq.Requantization.Tests.Calibration;

/// <summary>Samples are independent: what a network remembers of one is not counted with the next.</summary>
[TestClass]
public sealed class SourceStatisticsTests
{
    private const int Sum = 3;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_variable_is_new_for_each_sample(int threads)
    {
        // The network adds each input, 1 to 4, to a variable that begins at 0.
        var statistics = SourceStatistics.Collect(CompiledGraph.Compile(Sums(), Arithmetic.TFLiteSource), new Counted(), new ParallelOptions { MaxDegreeOfParallelism = threads });

        Assert.AreEqual((1, 4), statistics[Sum].RangeOf(0));
    }

    private static QuantizedGraph Sums() => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [Sum],
        Tensors = [Number("input"), new Tensor { Name = "handle", Type = ElementType.Resource, Shape = new TensorShape(1) }, Number("before"), Number("sum")],
        Operators =
        [
            new VarHandle { Inputs = [], Outputs = [1], SharedName = "sum" },
            new ReadVariable { Inputs = [1], Outputs = [2] },
            new Add { Inputs = [0, 2], Outputs = [Sum] },
            new AssignVariable { Inputs = [1, Sum], Outputs = [] },
        ],
    };

    private static Tensor Number(string name) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 1), Quantization = new QuantizationParameters(1) };

    private sealed class Counted : ICalibrationSamples
    {
        public int Count => 4;

        public void Encode(int sample, int place, Tensor input, Span<byte> destination) => destination.Fill((byte)(sample + 1));
    }
}
