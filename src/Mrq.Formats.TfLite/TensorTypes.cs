using Mrq.Core.Graph;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite;

/// <summary>Element types and their numbers in the schema, by their common names.</summary>
internal static class TensorTypes
{
    public static ElementType? Read(long number)
    {
        var name = TfLiteSchema.Instance.NameOf("TensorType", number);
        foreach (var type in Enum.GetValues<ElementType>())
        {
            if (type.FieldName() == name)
            {
                return type;
            }
        }

        return null;
    }

    public static int NumberOf(ElementType type) => TfLiteSchema.Instance.NumberOf("TensorType", type.FieldName());
}
