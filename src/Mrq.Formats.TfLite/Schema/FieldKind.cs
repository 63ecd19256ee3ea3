namespace Mrq.Formats.TfLite.Schema;

/// <summary>How a field of a table is stored.</summary>
internal enum FieldKind
{
    Scalar,
    String,
    ScalarVector,
    Table,
    TableVector,
    Union,
}
