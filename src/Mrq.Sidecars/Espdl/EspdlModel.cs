using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>What an <c>.espdl</c> file holds, in the order of the file. Source: espressif/esp-dl, espdl.fbs.</summary>
internal sealed record EspdlModel
{
    public int Version { get; init; }

    public string Name { get; init; } = "";

    public ImmutableArray<EspdlNode> Nodes { get; init; } = [];

    /// <summary>Constants.</summary>
    public ImmutableArray<EspdlTensor> Constants { get; init; } = [];

    public ImmutableArray<EspdlTensor> Inputs { get; init; } = [];

    public ImmutableArray<EspdlTensor> Outputs { get; init; } = [];

    /// <summary>Everything that is computed or given.</summary>
    public ImmutableArray<EspdlTensor> Values { get; init; } = [];

    /// <summary>Inputs that esp-dl's own test runs.</summary>
    public ImmutableArray<EspdlTensor> TestInputs { get; init; } = [];

    /// <summary>What it expects of them.</summary>
    public ImmutableArray<EspdlTensor> TestOutputs { get; init; } = [];

    public ImmutableArray<(string Key, string Value)> Metadata { get; init; } = [];
}

/// <summary>An operator of ONNX's names, with esp-dl's attributes beside them.</summary>
/// <param name="Type">"Conv".</param>
/// <param name="Name">Of this node.</param>
internal sealed record EspdlNode(string Type, string Name)
{
    public ImmutableArray<string> Inputs { get; init; } = [];

    public ImmutableArray<string> Outputs { get; init; } = [];

    public ImmutableArray<EspdlAttribute> Attributes { get; init; } = [];

    public long Whole(string name, long otherwise) => Attributes.FirstOrDefault(attribute => attribute.Name == name)?.Whole ?? otherwise;

    public string? Text(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name)?.Text;
}

/// <summary>An attribute; one of its contents is there.</summary>
/// <param name="Name">Its name.</param>
internal sealed record EspdlAttribute(string Name)
{
    public float? Real { get; init; }

    public long? Whole { get; init; }

    public string? Text { get; init; }

    public ImmutableArray<long> Wholes { get; init; } = [];

    public static EspdlAttribute Of(string name, long value) => new(name) { Whole = value };

    public static EspdlAttribute Of(string name, string value) => new(name) { Text = value };

    public static EspdlAttribute Of(string name, params ReadOnlySpan<long> values) => new(name) { Wholes = [.. values] };
}

/// <summary>A tensor: real = q · 2^exponent. Filters are in esp-dl's order, which <see cref="Layout"/> names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The number of its type, as ONNX counts.</param>
internal sealed record EspdlTensor(string Name, int Type)
{
    public const int Int8 = 3;
    public const int Int16 = 5;
    public const int Int32 = 6;
    public const int Int64 = 7;
    public const int Float = 1;

    public ImmutableArray<long> Shape { get; init; } = [];

    /// <summary>One, or one for each output channel; empty for a tensor that has none.</summary>
    public ImmutableArray<long> Exponents { get; init; } = [];

    /// <summary>The order of a filter's values, "(N/16)HWC16"; "UNK" for others; null for what is computed.</summary>
    public string? Layout { get; init; }

    /// <summary>Values, filled to 16 bytes; empty for what is computed.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public ElementType? ElementType => Type switch
    {
        Float => Core.Graph.ElementType.Float32,
        2 => Core.Graph.ElementType.UInt8,
        Int8 => Core.Graph.ElementType.Int8,
        4 => Core.Graph.ElementType.UInt16,
        Int16 => Core.Graph.ElementType.Int16,
        Int32 => Core.Graph.ElementType.Int32,
        Int64 => Core.Graph.ElementType.Int64,
        _ => null,
    };

    /// <summary>Elements; −1 for a shape that is none.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product < 0 || size < 0 || (size > 0 && product > int.MaxValue / size) ? -1 : product * size);
}
