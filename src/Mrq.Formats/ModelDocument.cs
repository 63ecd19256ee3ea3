using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Formats;

/// <summary>
/// A model file in some container: its graphs, and everything else that it holds, so that it can be written again with a changed graph and nothing
/// lost. Immutable.
/// </summary>
public abstract class ModelDocument
{
    /// <summary>The container that it was read from.</summary>
    public abstract IModelFormat Format { get; }

    /// <summary>All graphs, in the file's order; the first is the main one.</summary>
    public abstract IReadOnlyList<QuantizedGraph> Graphs { get; }

    /// <summary>The file's description of itself.</summary>
    public abstract string? Description { get; }

    /// <summary>What else the file says of itself, for people: pairs of a name and a text, each one line.</summary>
    public virtual IReadOnlyList<(string Name, string Text)> Details => [];

    /// <summary>The main graph.</summary>
    public QuantizedGraph Graph => Graphs[0];

    /// <summary>What computes each operator of the main graph, as it was read or changed, in the container's own runtime.</summary>
    public virtual ArithmeticAssignment ArithmeticOf(QuantizedGraph graph) => Format.NativeArithmetic;

    /// <summary>What computes each operator of the main graph when the model is run: the container's own runtime with its faults, or what somebody chose.</summary>
    /// <param name="chosen">Null for the container's own.</param>
    public virtual ArithmeticAssignment RuntimeOf(Arithmetic? chosen = null) => chosen ?? Format.RuntimeArithmetic;

    /// <summary>What the container's own runtime computes otherwise on some machines, each a sentence without a capital and a full stop.</summary>
    public virtual IReadOnlyList<string> RuntimeDoubts => [];

    /// <summary>Whether a written graph is read with the same tensors at the same places, so that the two can be compared one by one.</summary>
    public virtual bool KeepsTensors => true;

    /// <summary>What <see cref="Write"/> wrote, read again as this was.</summary>
    public virtual ModelDocument ReadBack(ReadOnlyMemory<byte> bytes) => Format.Read(bytes);

    /// <summary>What of the file is not in one that <see cref="Write"/> wrote, in words after "the written model: "; null where everything is.</summary>
    public virtual string? LostIn(ReadOnlyMemory<byte> written) => null;

    /// <summary>The container as it was read, with the main graph as <paramref name="graph"/> says; what did not change stays as it is.</summary>
    /// <exception cref="MrqException">The format cannot hold the graph.</exception>
    public abstract byte[] Write(QuantizedGraph graph);

    /// <summary>The same with further graphs changed, which a container of one graph does not have.</summary>
    /// <param name="graph">The main graph.</param>
    /// <param name="others">Others, by their numbers.</param>
    /// <exception cref="MrqException">The format cannot hold a graph.</exception>
    public virtual byte[] WriteAll(QuantizedGraph graph, IReadOnlyDictionary<int, QuantizedGraph> others) =>
        others.Count == 0 ? Write(graph) : throw new NotSupportedException($"{Format.Name} files have one graph.");
}
