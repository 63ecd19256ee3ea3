using Mrq.Core.Graph;

namespace Mrq.Reporting.Viewing;

/// <summary>A model as its page shows it. Names come from the file and are not to be trusted.</summary>
public sealed record ViewContent
{
    /// <summary>The model's file name.</summary>
    public required string Model { get; init; }

    /// <summary>What is said of it in a line or two: the container, what the emulator makes of it.</summary>
    public required IReadOnlyList<(string Name, string Text)> Facts { get; init; }

    /// <summary>The graphs of the file, the main one first.</summary>
    public required IReadOnlyList<ViewGraph> Graphs { get; init; }

    /// <summary>How the model fits each target, the best first.</summary>
    public required IReadOnlyList<ViewTarget> Targets { get; init; }

    /// <summary>Version of the tool.</summary>
    public required string Version { get; init; }
}

/// <summary>A graph, and what each of its operators says beside its tensors.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Attributes">Names and values for each operator.</param>
public sealed record ViewGraph(QuantizedGraph Graph, IReadOnlyList<IReadOnlyList<(string Name, string Value)>> Attributes);

/// <summary>How a model fits a target.</summary>
/// <param name="Name">The target.</param>
/// <param name="Family">Its family.</param>
/// <param name="Fit">Satisfied, exact, loss or refused.</param>
/// <param name="Why">What stands in the way of a better fit; empty where nothing does.</param>
public sealed record ViewTarget(string Name, string Family, string Fit, string Why);
