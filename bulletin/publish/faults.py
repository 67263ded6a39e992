"""What goes wrong while publishing → the one error the clerk reads, with its code and what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from bulletin.errors import (
    CONTENT_AT_FAULT,
    MACHINE_AT_FAULT,
    USAGE_AT_FAULT,
    WORKSPACE_BUSY,
    BulletinError,
    fail,
)
from bulletin.invocation import spell_extra
from bulletin.system import GIT, explain_install

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_STILL = "网上还是原来的样子"


def refuse_address(address: str, why: str) -> BulletinError:
    """D101: `--to` names nothing that can be published to."""
    hint = (
        "写成文件夹（/srv/www/bulletin）、git+https://….git#pages、s3://桶/前缀 或 "
        "sftp://用户@主机/文件夹，见 docs/发布.md"
    )
    return fail("D101", f"看不懂发布到哪里“{address}”：{why}", hint, exit_code=USAGE_AT_FAULT)


def refuse_site(message: str) -> BulletinError:
    """D102: what is to be published is not a whole site."""
    hint = "重新生成网站再发布；生成的文件夹不要手工改动"
    return fail("D102", message, hint, exit_code=CONTENT_AT_FAULT)


def refuse_changed(name: str) -> BulletinError:
    """D102 too: a file is no longer what was read when the run began."""
    return refuse_site(f"“{name}”在发布的时候变了，没有发布，{_STILL}")


def explain_disk(error: OSError, folder: Path) -> BulletinError:
    """D103, D104 or D105: the disk of a target refuses."""
    where = error.filename2 or error.filename or folder
    if error.errno in _FULL:
        message, hint = f"磁盘满了，没有发布成，{_STILL}", "清理磁盘后再发布一次；没写完的会自动清掉"
        return fail("D104", message, hint, path=folder.as_posix(), exit_code=MACHINE_AT_FAULT)
    if error.errno in _REFUSED:
        hint = "让运行发布的用户能写这个文件夹（如 chown），再发布一次"
        message = f"“{where}”写不进去"
        return fail("D103", message, hint, path=folder.as_posix(), exit_code=MACHINE_AT_FAULT)
    message = f"读写“{where}”时磁盘出错（{error.strerror or error}）"
    hint = "检查磁盘和网络盘，再发布一次：没做完的会接着做好"
    return fail("D105", message, hint, path=folder.as_posix(), exit_code=MACHINE_AT_FAULT)


def lose_place(label: str, memory: str) -> BulletinError:
    """D206: nothing is live at a target that was published to."""
    hint = (
        "网络盘、移动硬盘没有挂上就挂好，再发布一次；确实要在那里从头发布（换了服务器、清空过），"
        f"先删去工作区里的 {memory}"
    )
    message = f"以前发布到 {label} 过，现在那里什么也没有，没有发布"
    return fail("D206", message, hint, exit_code=MACHINE_AT_FAULT)


def vanish_place(label: str) -> BulletinError:
    """D206 too: what was live as the run began is not there any more."""
    hint = "网络盘、移动硬盘断开了就接好，再发布一次"
    message = f"{label} 刚刚还有网站，现在什么也没有了，没有发布"
    return fail("D206", message, hint, exit_code=MACHINE_AT_FAULT)


def report_full(label: str) -> BulletinError:
    """D104: the disk of a server is full."""
    hint = "请管理员清理磁盘，再发布一次"
    return fail("D104", f"{label} 的磁盘满了，没有发布成，{_STILL}", hint, exit_code=MACHINE_AT_FAULT)


def refuse_writing(label: str, what: str, said: str) -> BulletinError:
    """D103: a server does not let us write."""
    hint = "让发布用的账号对这里有读、写、删的权限（见 docs/发布.md），再发布一次"
    return fail("D103", f"{label}：“{what}”写不进去，服务器说：{said}", hint, exit_code=MACHINE_AT_FAULT)


def refuse_current(path: Path) -> BulletinError:
    """D106: what web readers are shown is not a link that we made."""
    hint = "把它改名移开，再发布；第一次发布请用一个空文件夹"
    message = "这里的 current 不是发布时建的链接，没有动它"
    return fail("D106", message, hint, path=path.as_posix(), exit_code=MACHINE_AT_FAULT)


def refuse_foreign(label: str, message: str, hint: str) -> BulletinError:
    """D106 too: what stands there was not put there by a publish."""
    return fail("D106", f"{label} 那里的没有动：{message}", hint, exit_code=MACHINE_AT_FAULT)


def refuse_links(path: Path, error: OSError) -> BulletinError:
    """D107: the system gives no link, or cannot replace one in a single step."""
    hint = "Windows 不能一步换掉链接：在 Linux 服务器上发布，或用 git+…、s3://…、sftp://…"
    message = f"这里建不了链接 current（{error.strerror or error}）"
    return fail("D107", message, hint, path=path.as_posix(), exit_code=MACHINE_AT_FAULT)


def report_busy(label: str, owner: str) -> BulletinError:
    """D108: somebody else is publishing there, and did not end while we waited."""
    hint = "等它做完再发布；那个程序如果已经死了，它的锁会自己失效"
    return fail("D108", f"{label} 正在被占用：{owner}", hint, exit_code=WORKSPACE_BUSY)


def refuse_rollback(label: str, why: str) -> BulletinError:
    """D109: there is no earlier release to go back to."""
    hint = "改好稿件重新发布"
    return fail("D109", f"{label} 没有可以退回的：{why}", hint, exit_code=CONTENT_AT_FAULT)


def refuse_manifest(label: str, why: str) -> BulletinError:
    """D110: the record of what is live there is not one that this version can read."""
    hint = "升级 bulletin 再发布：不要用旧的程序覆盖新的；记录坏了，见 docs/发布.md“修复”"
    return fail("D110", f"{label} 的发布清单读不懂（{why}）", hint, exit_code=MACHINE_AT_FAULT)


def miss_git() -> BulletinError:
    """D111: no git on this machine."""
    message = "发布到 git 分支要用 git，这台电脑上没有"
    return fail("D111", message, explain_install(GIT), exit_code=MACHINE_AT_FAULT)


def miss_package(extra: str, error: ImportError) -> BulletinError:
    """D112: the extra that brings a kind of target is not installed."""
    message = f"这样发布要另装程序包（缺 {error.name}）"
    return fail("D112", message, spell_extra(extra), exit_code=MACHINE_AT_FAULT)


def refuse_host(label: str, message: str, hint: str) -> BulletinError:
    """D113: the server is not proved to be the one that is meant."""
    return fail("D113", f"{label} 没有证实身份：{message}", hint, exit_code=MACHINE_AT_FAULT)


def refuse_login(label: str, said: str, hint: str) -> BulletinError:
    """D114: the server does not accept who we say we are."""
    return fail("D114", f"{label} 没有让我们登录：{said}", hint, exit_code=MACHINE_AT_FAULT)


def miss_place(label: str, message: str, hint: str) -> BulletinError:
    """D115: the bucket, repository or folder is not there."""
    return fail("D115", f"{label}：{message}", hint, exit_code=MACHINE_AT_FAULT)


def lose_connection(label: str, said: str) -> BulletinError:
    """D116: the connection was lost, and several tries did not bring it back."""
    hint = "检查网络，再发布一次：已经传上去的不用再传，会从断的地方接着做"
    return fail("D116", f"与 {label} 的连接断了：{said}", hint, exit_code=MACHINE_AT_FAULT)


def report_refusal(label: str, said: str, hint: str) -> BulletinError:
    """D117: the server refuses for a reason of its own."""
    return fail("D117", f"{label} 拒绝了：{said}", hint, exit_code=MACHINE_AT_FAULT)
