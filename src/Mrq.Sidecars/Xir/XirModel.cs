using System.Collections.Immutable;

namespace Mrq.Sidecars;

/// <summary>A graph of XIR, AMD's representation between quantizer and DPU compiler, in an order in which it can run. Source: Xilinx/Vitis-AI, src/vai_runtime/xir.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Steps">Its operators.</param>
internal sealed record XirModel(string Name, ImmutableArray<XirStep> Steps);

/// <summary>An operator and what it computes, of one name.</summary>
/// <param name="Name">Its name, and that of its tensor.</param>
/// <param name="Type">"conv2d", "fix".</param>
internal sealed record XirStep(string Name, string Type)
{
    /// <summary>What it reads, by the names of its arguments.</summary>
    public ImmutableArray<(string Argument, ImmutableArray<string> Steps)> Arguments { get; init; } = [];

    public ImmutableSortedDictionary<string, XirValue> Attributes { get; init; } = ImmutableSortedDictionary<string, XirValue>.Empty.WithComparers(StringComparer.Ordinal);

    public ImmutableArray<long> Shape { get; init; } = [];

    public string? Input(string argument) => Arguments.FirstOrDefault(entry => entry.Argument == argument).Steps is { IsDefaultOrEmpty: false } steps ? steps[0] : null;

    public long? Whole(string name) => Attributes.GetValueOrDefault(name)?.Whole;
}

/// <summary>An attribute; one of its contents is there.</summary>
internal sealed record XirValue
{
    public bool? Flag { get; init; }

    public long? Whole { get; init; }

    public string? Text { get; init; }

    public ReadOnlyMemory<byte>? Bytes { get; init; }

    public ImmutableArray<long> Wholes { get; init; } = [];

    public static XirValue Of(bool value) => new() { Flag = value };

    public static XirValue Of(long value) => new() { Whole = value };

    public static XirValue Of(string value) => new() { Text = value };

    public static XirValue Of(params ReadOnlySpan<long> values) => new() { Wholes = [.. values] };
}
