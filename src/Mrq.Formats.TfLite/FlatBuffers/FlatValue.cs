namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// One value of a decoded FlatBuffer. Values are immutable. One instance stands for one object of the file: where two fields
/// of the file share an object, two fields of the tree share an instance, and the writer shares it again.
/// </summary>
internal abstract class FlatValue;
