namespace Mrq.Formats.TfLite.Schema;

/// <summary>One field of a table.</summary>
internal sealed record FieldSchema
{
    public required int Number { get; init; }

    public required string Name { get; init; }

    /// <summary>The type as the schema spells it: "[int]", "QuantizationParameters".</summary>
    public required string Type { get; init; }

    public required FieldKind Kind { get; init; }

    /// <summary>Bytes of the scalar, or of one element of a vector of scalars.</summary>
    public int Size { get; init; } = sizeof(uint);

    /// <summary>Bytes in the table itself: the scalar, or an offset.</summary>
    public int InlineSize => Kind == FieldKind.Scalar ? Size : sizeof(uint);

    /// <summary>Alignment of a vector's first element.</summary>
    public int Alignment { get; init; } = sizeof(uint);

    /// <summary>Bits of a scalar that is absent.</summary>
    public ulong Default { get; init; }

    /// <summary>Name of the table or union that the field holds.</summary>
    public string? Target { get; init; }
}
