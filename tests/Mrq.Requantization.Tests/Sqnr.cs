using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;

namespace Mrq.Requantization.Tests;

/// <summary>How far a conversion's outputs are from its source's on random inputs, in dB.</summary>
internal static class Sqnr
{
    private const int Runs = 20;

    public static double Of(QuantizedGraph source, RequantizedModel converted, QuantizationScheme scheme) => Of(source, converted, scheme.Arithmetic);

    public static double Of(QuantizedGraph source, RequantizedModel converted, ArithmeticAssignment arithmetic)
    {
        var (first, second) = (new EmulatorSession(CompiledGraph.Compile(source, Arithmetic.TFLite)), new EmulatorSession(CompiledGraph.Compile(converted.Graph, arithmetic)));
        var random = new Random(7);
        var (signal, noise) = (0d, 0d);
        for (var run = 0; run < Runs; run++)
        {
            for (var input = 0; input < source.Inputs.Length; input++)
            {
                Fill(random, source.Tensors[source.Inputs[input]], first.Input(input), converted.Graph.Tensors[converted.Graph.Inputs[input]], second.Input(input));
            }

            first.Run();
            second.Run();
            for (var output = 0; output < source.Outputs.Length; output++)
            {
                var expected = Reals(source.Tensors[source.Outputs[output]], first.Output(output));
                var actual = Reals(converted.Graph.Tensors[converted.Graph.Outputs[output]], second.Output(output));
                signal += expected.Sum(value => value * value);
                noise += expected.Zip(actual, (x, y) => (x - y) * (x - y)).Sum();
            }
        }

        return noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / noise);
    }

    /// <summary>One random real number of the source's range for each element, as both graphs quantize it.</summary>
    private static void Fill(Random random, Tensor source, Span<byte> sourceBytes, Tensor target, Span<byte> targetBytes)
    {
        var (minimum, maximum) = source.Type.IntegerRange();
        for (var i = 0; i < source.Shape.ElementCount; i++)
        {
            var integer = random.Next(minimum, maximum + 1);
            Write(sourceBytes, source.Type, i, integer);
            var real = source.Quantization!.Scale * (double)(integer - source.Quantization.ZeroPoint);
            Write(targetBytes, target.Type, i, FloatingPoint.RoundAndClamp((real / target.Quantization!.Scale) + target.Quantization.ZeroPoint, target.Type.IntegerRange().Minimum, target.Type.IntegerRange().Maximum));
        }
    }

    private static void Write(Span<byte> bytes, ElementType type, int index, int value)
    {
        for (var i = 0; i < type.BitWidth() / 8; i++)
        {
            bytes[(index * type.BitWidth() / 8) + i] = unchecked((byte)(value >> (8 * i)));
        }
    }

    private static double[] Reals(Tensor tensor, ReadOnlySpan<byte> bytes)
    {
        var values = new double[tensor.Shape.ElementCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = tensor.Quantization!.Scale * (double)(tensor.Type.IntegerAt(bytes, i) - tensor.Quantization.ZeroPoint);
        }

        return values;
    }
}
