namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>One present field of a table.</summary>
internal readonly record struct FlatField(int Number, FlatValue Value);
