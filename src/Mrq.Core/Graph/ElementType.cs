namespace Mrq.Core.Graph;

/// <summary>Element types of tensors; the names are TFLite's (<c>TensorType</c>), the numbers are ours alone.</summary>
public enum ElementType
{
    Float32,
    Float16,
    Int32,
    UInt8,
    Int64,
    String,
    Bool,
    Int16,
    Complex64,
    Int8,
    Float64,
    Complex128,
    UInt64,
    Resource,
    Variant,
    UInt32,
    UInt16,
    Int4,
    BFloat16,
    Int2,
    UInt4,
    Float8E4M3FN,
    Float8E5M2,
}
