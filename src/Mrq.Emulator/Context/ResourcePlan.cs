using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Context;

/// <summary>
/// The resource variables of a graph and of the graphs that it calls: by which names they go, how large they are, and where each lies in a block
/// of a session's memory.
/// </summary>
internal sealed class ResourcePlan
{
    private const int Alignment = 64;
    private readonly Dictionary<(string Container, string SharedName), int> _numbers = [];
    private readonly List<ResourceVariable> _variables = [];

    private ResourcePlan()
    {
    }

    public IReadOnlyList<ResourceVariable> Variables => _variables;

    /// <summary>Bytes of all variables.</summary>
    public int Size { get; private set; }

    public static ResourcePlan Create(QuantizedGraph graph)
    {
        var plan = new ResourcePlan();
        foreach (var part in graph.WithCallees())
        {
            plan.Add(part);
        }

        return plan;
    }

    /// <summary>The variable of each handle of a graph, by the handle's tensor; −1 where two operators write the same one.</summary>
    public IReadOnlyDictionary<int, int> Handles(QuantizedGraph graph)
    {
        var handles = new Dictionary<int, int>();
        foreach (var handle in graph.Operators.OfType<VarHandle>().Where(handle => handle.Outputs.Length == 1))
        {
            handles[handle.Outputs[0]] = handles.ContainsKey(handle.Outputs[0]) ? -1 : Number(handle);
        }

        return handles;
    }

    /// <summary>A variable is as large as what the first operator assigns to it; the kernels refuse whatever differs from that.</summary>
    private void Add(QuantizedGraph graph)
    {
        var handles = Handles(graph);
        foreach (var assignment in graph.Operators.OfType<AssignVariable>().Where(step => step.Inputs.Length == 2 && step.Inputs[1] >= 0))
        {
            if (handles.TryGetValue(assignment.Inputs[0], out var number) && number >= 0 && _variables[number].Type is null)
            {
                var value = graph.Tensors[assignment.Inputs[1]];
                var bytes = value.Type.ByteCount(value.Shape.ElementCount);
                _variables[number] = new ResourceVariable(value.Type, (int)Math.Min(bytes, int.MaxValue), Size, Start(value));
                Size = bytes <= MemoryPlan.LargestArena - Size - Alignment
                    ? (Size + (int)bytes + Alignment - 1) / Alignment * Alignment
                    : throw new MrqException(MrqCodes.TooDemanding, $"the variables take more than {MemoryPlan.LargestArena >> 20} MiB.", new MrqPlace(Tensor: value.Name));
            }
        }
    }

    private int Number(VarHandle handle)
    {
        if (!_numbers.TryGetValue((handle.Container, handle.SharedName), out var number))
        {
            number = _variables.Count;
            _numbers.Add((handle.Container, handle.SharedName), number);
            _variables.Add(default);
        }

        return number;
    }

    /// <summary>Before anything is assigned an 8-bit variable holds its zero point and any other one zeros, as tflite-micro has it.</summary>
    private static byte Start(Tensor value) =>
        value is { Type: ElementType.Int8 or ElementType.UInt8, Quantization: { } quantization } ? unchecked((byte)quantization.ZeroPoints[0]) : (byte)0;
}

/// <summary>A variable that operators read and assign by a handle.</summary>
/// <param name="Type">Type of what is assigned to it; null where nothing is.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Offset">Where it lies in the block of all variables.</param>
/// <param name="Start">What its bytes are before anything is assigned.</param>
internal readonly record struct ResourceVariable(ElementType? Type, int Size, int Offset, byte Start);
