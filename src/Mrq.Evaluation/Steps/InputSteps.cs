using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator;

namespace Mrq.Evaluation.Steps;

/// <summary>
/// Moves each value of a graph's inputs by one step of its grid, up or down as a hash of its place says: the least change that the input can hold. An
/// input of real numbers has the grid of the QUANTIZE that reads it; indices and what no grid is known of stay.
/// </summary>
internal sealed class InputSteps
{
    private readonly QuantizedGraph _graph;
    private readonly float?[] _steps;

    private InputSteps(QuantizedGraph graph, float?[] steps) => (_graph, _steps) = (graph, steps);

    /// <summary>Null where no input has a grid.</summary>
    public static InputSteps? Of(QuantizedGraph graph)
    {
        float?[] steps = [.. graph.Inputs.Select(input => StepOf(graph, input))];
        return steps.Any(step => step is not null) ? new InputSteps(graph, steps) : null;
    }

    /// <summary>Moves the inputs that a session holds.</summary>
    /// <param name="session">A session of the graph, before it runs.</param>
    /// <param name="sample">The sample's number, so that each moves in a way of its own.</param>
    public void Move(EmulatorSession session, int sample)
    {
        for (var input = 0; input < _steps.Length; input++)
        {
            if (_steps[input] is { } step)
            {
                Move(session.Input(input), _graph.Tensors[_graph.Inputs[input]].Type, step, (ulong)((sample * _steps.Length) + input));
            }
        }
    }

    private static float? StepOf(QuantizedGraph graph, int input) => graph.Tensors[input] switch
    {
        { Type: ElementType.Int8 or ElementType.UInt8 or ElementType.Int16, Quantization.IsPerTensor: true } => 1,
        { Type: ElementType.Float32 } => graph.Operators.OfType<Quantize>().Where(step => step.Inputs[0] == input)
            .Select(step => graph.Tensors[step.Outputs[0]].Quantization is { IsPerTensor: true } grid ? grid.Scale : (float?)null).FirstOrDefault(step => step is > 0),
        _ => null,
    };

    private static void Move(Span<byte> bytes, ElementType type, float step, ulong seed)
    {
        if (type == ElementType.Float32)
        {
            var values = MemoryMarshal.Cast<byte, float>(bytes);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] += IsUp(seed, i) ? step : -step;
            }

            return;
        }

        var (minimum, maximum) = type.IntegerRange();
        for (var i = 0; i < bytes.Length / (type.BitWidth() / 8); i++)
        {
            // At an end of the range there is one way to go.
            var value = type.IntegerAt(bytes, i);
            var moved = value == minimum || (value != maximum && IsUp(seed, i)) ? value + 1 : value - 1;
            if (type == ElementType.Int16)
            {
                MemoryMarshal.Cast<byte, short>(bytes)[i] = (short)moved;
            }
            else
            {
                bytes[i] = (byte)moved;
            }
        }
    }

    /// <summary>One bit of SplitMix64 (Steele, Lea and Flood 2014) of the place: the same on every machine and in every order.</summary>
    private static bool IsUp(ulong seed, int index)
    {
        var bits = (seed << 32) + (ulong)index + 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return ((bits ^ (bits >> 31)) & 1) == 1;
    }
}
