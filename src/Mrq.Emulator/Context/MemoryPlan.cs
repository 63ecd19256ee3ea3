using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Emulator.Context;

/// <summary>
/// Where each activation lies in a session's block. Tensors whose lifetimes do not meet share bytes, unless every tensor is
/// to be kept for a dump. Placement is greedy, largest first, at the lowest offset that is free for the tensor's lifetime.
/// </summary>
internal sealed class MemoryPlan
{
    private const int Alignment = 64;

    /// <summary>Of one session. Networks for chips stay far below; a file of a few bytes can ask for anything.</summary>
    public const int LargestArena = 256 << 20;

    private readonly QuantizedGraph _graph;
    private readonly int[] _offsets;
    private readonly int[] _sizes;
    private readonly List<(int Tensor, int First, int Last)> _lifetimes;

    /// <summary>Asked for again and again, for a few steps; whoever asks first leaves it to the others.</summary>
    private readonly int[]?[] _live;

    private MemoryPlan(QuantizedGraph graph, List<(int Tensor, int First, int Last)> lifetimes, int[] offsets, int[] sizes, int arenaSize, ResourcePlan resources)
    {
        _lifetimes = lifetimes;
        _live = new int[]?[graph.Operators.Length + 1];
        _graph = graph;
        _offsets = offsets;
        _sizes = sizes;
        ArenaSize = arenaSize;
        Resources = resources;
    }

    public int ArenaSize { get; }

    /// <summary>The variables that handles name, which have a block of their own.</summary>
    public ResourcePlan Resources { get; }

    public static MemoryPlan Create(QuantizedGraph graph, bool keepAll, ResourcePlan resources)
    {
        var lifetimes = Lifetimes(graph, keepAll);
        var sizes = new int[graph.Tensors.Length];
        var offsets = new int[graph.Tensors.Length];
        Array.Fill(offsets, -1);
        foreach (var (tensor, _, _) in lifetimes)
        {
            sizes[tensor] = ByteSize(graph.Tensors[tensor]);
        }

        var placed = new List<(int Tensor, int First, int Last)>();
        var arenaSize = 0L;
        foreach (var candidate in lifetimes.OrderByDescending(lifetime => sizes[lifetime.Tensor]).ThenBy(lifetime => lifetime.Tensor))
        {
            var offset = 0L;
            foreach (var (tensor, _, _) in placed
                .Where(other => other.First <= candidate.Last && candidate.First <= other.Last)
                .OrderBy(other => offsets[other.Tensor]))
            {
                if (offset + sizes[candidate.Tensor] <= offsets[tensor])
                {
                    break;
                }

                offset = Math.Max(offset, Align((long)offsets[tensor] + sizes[tensor]));
            }

            arenaSize = Math.Max(arenaSize, offset + sizes[candidate.Tensor]);
            if (arenaSize > LargestArena)
            {
                throw new MrqException(MrqCodes.TooDemanding, $"the activations of one sample take more than {LargestArena >> 20} MiB.", new MrqPlace(Tensor: graph.Tensors[candidate.Tensor].Name));
            }

            offsets[candidate.Tensor] = (int)offset;
            placed.Add(candidate);
        }

        return new MemoryPlan(graph, lifetimes, offsets, sizes, (int)arenaSize, resources);
    }

    public bool Holds(int tensor) => _offsets[tensor] >= 0;

    public int OffsetOf(int tensor) => _offsets[tensor];

    public int SizeOf(int tensor) => _sizes[tensor];

    /// <summary>The activations that have their value before a step and are read in it or after it, by their index.</summary>
    public ReadOnlySpan<int> LiveBefore(int step) => _live[step] ??= [.. _lifetimes.Where(life => life.First < step && life.Last >= step).Select(life => life.Tensor).Order()];

    /// <summary>The value of a constant, which is not in the block.</summary>
    public ReadOnlyMemory<byte> Constant(int tensor) =>
        _graph.Tensors[tensor].Data ?? throw new ArgumentOutOfRangeException(nameof(tensor), tensor, "The tensor is neither an activation nor a constant.");

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    private static int ByteSize(Tensor tensor)
    {
        var bytes = tensor.Type.ByteCount(tensor.Shape.ElementCount);
        return bytes is >= 0 and <= int.MaxValue
            ? (int)bytes
            : throw new MrqException(MrqCodes.TooDemanding, $"shape {tensor.Shape} is too large to compute.", new MrqPlace(Tensor: tensor.Name));
    }

    /// <summary>First and last step at which each activation is needed; graph inputs from before the first, outputs to after the last.</summary>
    private static List<(int Tensor, int First, int Last)> Lifetimes(QuantizedGraph graph, bool keepAll)
    {
        var first = new Dictionary<int, int>();
        var last = new Dictionary<int, int>();
        foreach (var input in graph.Inputs)
        {
            first[input] = -1;
            last[input] = -1;
        }

        for (var step = 0; step < graph.Operators.Length; step++)
        {
            foreach (var tensor in graph.Operators[step].Inputs.Concat(graph.Operators[step].Outputs))
            {
                if (tensor >= 0 && !graph.Tensors[tensor].IsConstant)
                {
                    first.TryAdd(tensor, step);
                    last[tensor] = step;
                }
            }
        }

        foreach (var output in graph.Outputs)
        {
            // One that no operator touches is a constant, which needs no memory here, or a variable.
            first.TryAdd(output, -1);
            last[output] = graph.Operators.Length;
        }

        return [.. first
            .Where(entry => !graph.Tensors[entry.Key].IsConstant)
            .Select(entry => (entry.Key, Lives(entry.Key) ? -1 : entry.Value, Lives(entry.Key) ? graph.Operators.Length : last[entry.Key]))];

        // A variable is state: it lives from one run to the next.
        bool Lives(int tensor) => keepAll || graph.Tensors[tensor].IsVariable;
    }
}
