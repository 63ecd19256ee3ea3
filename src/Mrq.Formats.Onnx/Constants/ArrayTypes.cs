using Mrq.Core.Graph;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Mrq.Formats.Onnx.Constants;

/// <summary>Element types by their numbers in the schema.</summary>
internal static class ArrayTypes
{
    /// <summary>The type of a number; null for one that tensors of a graph here cannot have.</summary>
    public static ElementType? Find(int number) => (DataType)number switch
    {
        DataType.Float => ElementType.Float32,
        DataType.Float16 => ElementType.Float16,
        DataType.Bfloat16 => ElementType.BFloat16,
        DataType.Double => ElementType.Float64,
        DataType.Uint8 => ElementType.UInt8,
        DataType.Int8 => ElementType.Int8,
        DataType.Uint16 => ElementType.UInt16,
        DataType.Int16 => ElementType.Int16,
        DataType.Uint32 => ElementType.UInt32,
        DataType.Int32 => ElementType.Int32,
        DataType.Uint64 => ElementType.UInt64,
        DataType.Int64 => ElementType.Int64,
        DataType.Bool => ElementType.Bool,
        DataType.Int4 => ElementType.Int4,
        DataType.Uint4 => ElementType.UInt4,
        DataType.Int2 => ElementType.Int2,
        _ => null,
    };

    /// <summary>The number of a type that <see cref="Find"/> knows.</summary>
    public static int NumberOf(ElementType type) => (int)(type switch
    {
        ElementType.Float32 => DataType.Float,
        ElementType.Float16 => DataType.Float16,
        ElementType.BFloat16 => DataType.Bfloat16,
        ElementType.Float64 => DataType.Double,
        ElementType.UInt8 => DataType.Uint8,
        ElementType.Int8 => DataType.Int8,
        ElementType.UInt16 => DataType.Uint16,
        ElementType.Int16 => DataType.Int16,
        ElementType.UInt32 => DataType.Uint32,
        ElementType.Int32 => DataType.Int32,
        ElementType.UInt64 => DataType.Uint64,
        ElementType.Int64 => DataType.Int64,
        ElementType.Bool => DataType.Bool,
        ElementType.Int4 => DataType.Int4,
        ElementType.UInt4 => DataType.Uint4,
        ElementType.Int2 => DataType.Int2,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of ONNX."),
    });

    /// <summary>The schema's name of a number: "Float8E4M3Fn".</summary>
    public static string NameOf(int number) => Enum.IsDefined((DataType)number) ? ((DataType)number).ToString() : $"type {number}";
}
