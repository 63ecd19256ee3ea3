namespace Mrq.Formats.TfLite.Schema;

/// <summary>How a field of a table is encoded.</summary>
internal enum FieldKind
{
    Scalar,
    String,
    ScalarVector,
    TableVector,
    Table,

    /// <summary>A table whose type the field with the number before says.</summary>
    Union,
}
