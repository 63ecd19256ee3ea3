namespace Mrq.Files;

/// <summary>What a request does with the file or folder that one of its members names.</summary>
internal enum PathUse
{
    /// <summary>It is read.</summary>
    Input,

    /// <summary>It is read as samples: a table stands for the files that it names, a folder for its table.</summary>
    Data,

    /// <summary>It is written.</summary>
    Output,

    /// <summary>Files are kept in it.</summary>
    Folder,
}
