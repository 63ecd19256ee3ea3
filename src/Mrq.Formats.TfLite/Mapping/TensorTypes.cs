using System.Collections.Frozen;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>TFLite's numbers of the element types, by name.</summary>
internal static class TensorTypes
{
    private static readonly FrozenDictionary<int, ElementType> ByNumber = Enum.GetValues<ElementType>()
        .ToFrozenDictionary(type => TfLiteSchema.Instance.TensorType[type.FieldName()]);

    /// <summary>A type newer than the schema is VARIANT to the graph: of no fixed size, so that no pass touches it. The file's number stays.</summary>
    public static ElementType FromNumber(int number) => ByNumber.GetValueOrDefault(number, ElementType.Variant);

    public static int ToNumber(ElementType type) => TfLiteSchema.Instance.TensorType[type.FieldName()];
}
