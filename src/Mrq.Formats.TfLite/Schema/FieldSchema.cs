namespace Mrq.Formats.TfLite.Schema;

/// <summary>One field of a table.</summary>
/// <param name="Number">Position in the vtable.</param>
/// <param name="Name">Name in the schema.</param>
/// <param name="Kind">How it is stored.</param>
/// <param name="Size">Bytes of a scalar or of a vector's element.</param>
/// <param name="Type">Name of the table or union it holds.</param>
/// <param name="Default">Value of an absent integer, enum or bool.</param>
internal sealed record FieldSchema(int Number, string Name, FieldKind Kind, int Size, string Type, long Default);
