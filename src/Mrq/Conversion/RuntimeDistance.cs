using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Formats;

namespace Mrq;

/// <summary>How far what the runtime of another container computes is from what was measured: on the first samples, output by output.</summary>
/// <param name="Format">The output format.</param>
/// <param name="Arithmetic">What its runtime computes.</param>
/// <param name="Samples">How many samples were compared; 0 where the emulator does not compute the written model.</param>
/// <param name="Outputs">Each output.</param>
public sealed record RuntimeDistance(string Format, string Arithmetic, int Samples, IReadOnlyList<RuntimeDistance.Output> Outputs)
{
    private const int MostSamples = 16;

    /// <summary>"onnx: at most 3 units apart".</summary>
    public string Summary => Samples == 0 ? $"{Format}: not compared"
        : Outputs.Max(output => output.MaxUnits) is { } units ? $"{Format}: at most {units} {(units == 1 ? "unit" : "units")} apart"
        : Outputs.Max(output => output.MaxDifference) is { } difference ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Format}: at most {difference:G3} apart")
        : $"{Format}: not compared";

    /// <summary>Compares a written model with the graph that it was made of.</summary>
    /// <param name="container">What it is written in.</param>
    /// <param name="bytes">The written file.</param>
    /// <param name="layout">The graph with the axes that images have there.</param>
    /// <param name="arithmetic">What computes each operator of the graph that it was made of.</param>
    /// <param name="samples">Samples for that graph.</param>
    /// <param name="source">The graph that the samples were made for.</param>
    /// <param name="converted">The graph that it was made of.</param>
    /// <param name="cancellation">Stops between samples.</param>
    internal static RuntimeDistance Of(ModelContainer container, byte[] bytes, InterfaceLayout layout, ArithmeticAssignment arithmetic, ISampleSource samples, QuantizedGraph source, QuantizedGraph converted, CancellationToken cancellation)
    {
        var document = container.Format.Read(bytes);
        var runtime = container.Format.RuntimeArithmetic;
        EmulatorSession measured, written;
        try
        {
            measured = new EmulatorSession(CompiledGraph.Compile(layout.Graph, Shifted(arithmetic, layout.Before)));
            written = new EmulatorSession(CompiledGraph.Compile(document.Graph, document.RuntimeOf()));
        }
        catch (MrqException error) when (error.Code == MrqCodes.OperatorNotEmulated || error.Code == MrqCodes.InvalidOperator || error.Code == MrqCodes.TooDemanding)
        {
            return new(container.Name, runtime.Name, 0, []);
        }

        var outputs = layout.Graph.Outputs.Select(output => new Output(layout.Graph.Tensors[output].Name, null, null, 0)).ToArray();
        var encoder = SampleEncoder.Create(samples, source, converted);
        var count = 0;
        foreach (var sample in samples.Samples().Take(MostSamples))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var input = 0; input < converted.Inputs.Length; input++)
            {
                var plain = new byte[measured.Input(input).Length];
                encoder.Encode(sample, input, plain);
                Turn(plain, converted.Tensors[converted.Inputs[input]], layout.Graph.Tensors[layout.Graph.Inputs[input]].Shape).CopyTo(measured.Input(input));
                InTypeOf(document.Graph.Tensors[document.Graph.Inputs[input]], layout.Graph.Tensors[layout.Graph.Inputs[input]], measured.Input(input)).CopyTo(written.Input(input));
            }

            // What one container keeps from run to run may be further inputs of the other.
            measured.Reset();
            written.Reset();
            ClearStates(written, converted.Inputs.Length);
            measured.Run(cancellation);
            written.Run(cancellation);
            for (var output = 0; output < outputs.Length; output++)
            {
                outputs[output] = outputs[output].With(layout.Graph.Tensors[layout.Graph.Outputs[output]].Type, measured.Output(output), InTypeOf(layout.Graph.Tensors[layout.Graph.Outputs[output]], document.Graph.Tensors[document.Graph.Outputs[output]], written.Output(output)));
            }

            count++;
        }

        return new(container.Name, runtime.Name, count, outputs);
    }

    /// <summary>Bytes of a tensor in another one's type: int8 that a file stores as uint8 are 128 higher there.</summary>
    private static ReadOnlySpan<byte> InTypeOf(Tensor to, Tensor from, ReadOnlySpan<byte> bytes)
    {
        if ((from.Type, to.Type) is not ((ElementType.Int8, ElementType.UInt8) or (ElementType.UInt8, ElementType.Int8)))
        {
            return bytes;
        }

        var moved = bytes.ToArray();
        foreach (ref var value in moved.AsSpan())
        {
            value ^= 0x80;
        }

        return moved;
    }

    /// <summary>A state begins as variables do: with zeros, or the zero point of an int8 tensor.</summary>
    private static void ClearStates(EmulatorSession session, int first)
    {
        for (var input = first; input < session.Graph.Inputs.Length; input++)
        {
            var state = session.Graph.Tensors[session.Graph.Inputs[input]];
            session.Input(input).Fill(state is { Type: ElementType.Int8, Quantization.ZeroPoint: var zeroPoint } ? unchecked((byte)zeroPoint) : (byte)0);
        }
    }

    private static ArithmeticAssignment Shifted(ArithmeticAssignment arithmetic, int by) => by == 0 ? arithmetic : arithmetic with
    {
        ByOperator = System.Collections.Immutable.ImmutableDictionary.CreateRange(arithmetic.ByOperator.Select(entry => KeyValuePair.Create(entry.Key + by, entry.Value))),
    };

    /// <summary>An image's values in the order of axes that a shape has; the same where the shapes are.</summary>
    private static byte[] Turn(byte[] values, Tensor image, TensorShape shape)
    {
        if (image.Shape == shape)
        {
            return values;
        }

        // Of the two orders of an image the channels are last in one: [A, B, C, D] becomes [A, D, B, C] or [A, C, D, B].
        var (from, size) = (image.Shape, values.Length / (int)image.Shape.ElementCount);
        var isToFirst = new TensorShape(from[0], from[3], from[1], from[2]) == shape;
        var (outer, inner) = isToFirst ? (from[1] * from[2], from[3]) : (from[1], from[2] * from[3]);
        var turned = new byte[values.Length];
        for (var i = 0; i < turned.Length / size; i++)
        {
            var (batch, rest) = Math.DivRem(i, outer * inner);
            var (column, row) = Math.DivRem(rest, outer);
            values.AsSpan(((batch * outer * inner) + (row * inner) + column) * size, size).CopyTo(turned.AsSpan(i * size));
        }

        return turned;
    }

    /// <summary>One output.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="MaxUnits">The largest difference of integers; null where it holds real numbers.</param>
    /// <param name="MaxDifference">The largest difference of real numbers; null where it holds integers.</param>
    /// <param name="Differing">How many values differ, of all samples together.</param>
    public sealed record Output(string Name, long? MaxUnits, double? MaxDifference, long Differing)
    {
        internal Output With(ElementType type, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) => type switch
        {
            ElementType.Float32 => WithReal(MemoryMarshal.Cast<byte, float>(expected), MemoryMarshal.Cast<byte, float>(actual)),
            ElementType.UInt8 or ElementType.Bool => WithIntegers(expected, actual),
            ElementType.Int8 => WithIntegers(MemoryMarshal.Cast<byte, sbyte>(expected), MemoryMarshal.Cast<byte, sbyte>(actual)),
            ElementType.Int16 => WithIntegers(MemoryMarshal.Cast<byte, short>(expected), MemoryMarshal.Cast<byte, short>(actual)),
            ElementType.UInt16 => WithIntegers(MemoryMarshal.Cast<byte, ushort>(expected), MemoryMarshal.Cast<byte, ushort>(actual)),
            ElementType.Int32 => WithIntegers(MemoryMarshal.Cast<byte, int>(expected), MemoryMarshal.Cast<byte, int>(actual)),
            ElementType.Int64 => WithIntegers(MemoryMarshal.Cast<byte, long>(expected), MemoryMarshal.Cast<byte, long>(actual)),
            _ => this,
        };

        private Output WithReal(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
        {
            var (largest, differing) = (MaxDifference ?? 0, Differing);
            for (var i = 0; i < expected.Length; i++)
            {
                differing += expected[i].Equals(actual[i]) ? 0 : 1;
                largest = Math.Max(largest, Math.Abs((double)expected[i] - actual[i]));
            }

            return this with { MaxDifference = largest, Differing = differing };
        }

        private Output WithIntegers<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
            where T : System.Numerics.IBinaryInteger<T>
        {
            var (largest, differing) = (MaxUnits ?? 0, Differing);
            for (var i = 0; i < expected.Length; i++)
            {
                var units = Math.Abs(long.CreateTruncating(expected[i]) - long.CreateTruncating(actual[i]));
                differing += units == 0 ? 0 : 1;
                largest = Math.Max(largest, units);
            }

            return this with { MaxUnits = largest, Differing = differing };
        }
    }
}
