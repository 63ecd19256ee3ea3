using System.Numerics;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>A field as it stands in its table: a scalar, an unknown field, or an offset to an object that is written already.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Size">Bytes in the table.</param>
/// <param name="Alignment">A power of two.</param>
/// <param name="TargetFromEnd">Position of the object; 0 when the field holds its value itself.</param>
internal readonly record struct InlineField(int Number, FlatValue Value, int Size, int Alignment, int TargetFromEnd)
{
    public static InlineField Of(FlatField field, int targetFromEnd) => field.Value switch
    {
        FlatScalar scalar => new(field.Number, scalar, scalar.Size, scalar.Size, 0),
        FlatUnknown unknown => new(field.Number, unknown, unknown.Bytes.Length, AlignmentOf(unknown), 0),
        _ => new(field.Number, field.Value, sizeof(uint), sizeof(uint), targetFromEnd),
    };

    /// <summary>
    /// Known fields first, the widest first. Unknown ones stand last, so that what the next reader takes for their inline bytes
    /// (up to the next field) is what this one took.
    /// </summary>
    public static int CompareLayout(InlineField left, InlineField right)
    {
        var byKind = (left.Value is FlatUnknown).CompareTo(right.Value is FlatUnknown);
        var byAlignment = right.Alignment.CompareTo(left.Alignment);
        return byKind != 0 ? byKind : byAlignment != 0 ? byAlignment : left.Number.CompareTo(right.Number);
    }

    /// <summary>As much as the original position had, up to the size rounded up and 8.</summary>
    private static int AlignmentOf(FlatUnknown unknown)
    {
        var position = (uint)unknown.Position;
        var ofPosition = Math.Min(8u, position & (~position + 1));
        return (int)Math.Min(ofPosition, BitOperations.RoundUpToPowerOf2((uint)unknown.Bytes.Length));
    }
}
