"""Chinese."""

from typing import Final

from curation.providers.demo.hub_voice import Voice, cues_of, habits_of, people_of, table_of, words_of

CHINESE: Final = Voice(
    language="zh",
    marks=("“", "”"),
    comma="，",
    age="{n}岁",
    frames=(
        "{who}，{age}，{habit}，{reason}。",
        "{age}的{who}，{reason}；{habit}。",
        "{who}，{age}。{habit}。{reason}。",
        "{who}，{age}，{reason}，{habit}。",
    ),
    plain_frames=("{who}，{habit}，{reason}。", "一位{who}：{habit}；{reason}。"),
    cues=cues_of("""
        food: 豆角 盐 炒 锅 菜 饭 粥 酱油 坛 厨 面包 汤
        growing: 种 田 果 农 茶场 园 养 收成 菜地
        health: 病 医 护 药 膝盖 手术 卫生 老人 健康
        building: 电梯 单元 楼 施工 采光 图纸 房 装修 小区 加装
        school: 学校 小学 老师 学生 课 孩子 教 作业
        travel: 车 路 船 站 司机 桥 骑 旅 出发
        nature: 鸟 山 河 气候 研究 森林 动物 水库
        craft: 修 裁缝 机器 工具 手艺 木 铺 缝
        culture: 书 读者 图书 音乐 歌 戏 电影 诗 借
        community: 街道 投票 会议 志愿 邻居 补贴 社区 钱 登记 通知
    """),
    people=people_of("""
        food: service_sales 食堂厨师 | craft 面点师傅 | elementary 饭馆帮工 | managers 小饭馆老板
        growing: agriculture 茶农 | agriculture 菜农 | agriculture 养蜂人 | elementary 采果短工
        health: professionals 社区护士 | professionals 乡村医生 | service_sales 护工 | professionals 康复师
        building: craft 水电工 | craft 泥瓦匠 | technicians 房屋检测员 | elementary 工地小工
        school: professionals 小学老师 | professionals 数学老师 | clerical 学校文员 | student 师范生
        travel: operators 公交司机 | operators 渡船水手 | elementary 快递员 | service_sales 导游
        nature: professionals 生态学研究员 | technicians 实验员 | agriculture 护林员 | student 生物系学生
        craft: craft 裁缝 | craft 修表师傅 | craft 木匠 | craft 锁匠
        culture: professionals 图书管理员 | service_sales 书店店员 | professionals 合唱团指挥 | professionals 翻译
        community: professionals 地方报记者 | clerical 街道办事员 | professionals 社工 | managers 居委会主任
        any: armed_forces 陆军中士 | managers 仓库经理 | managers 酒店经理 | professionals 会计 | technicians 录音师
          | clerical 前台文员 | service_sales 理发师 | agriculture 牧羊人 | craft 焊工 | operators 货车司机
          | operators 塔吊司机 | elementary 保洁员 | elementary 日结零工 | student 夜校学员 | student 法律系学生
          | child [小男孩|小女孩|小学生] | retired 退休铁路工人 | retired 退休教师 | not_working 失业的机修工
          | not_working 在家照看孩子的[父亲|母亲|家长]
    """),
    habits=habits_of("""
        每天早上把{潮水}的高低记在本子上
        + 替邻里修{老收音机}，只收一杯茶
        把号码好看的{车票}存在铁盒里
        跟外地的陌生人下{通信棋}
        正跟表妹学{手语}
        为省车钱沿着{铁路}走回家
        在楼梯拐角种{番茄}
        路过{旧书店}总要进去
        常在没有名气的{合唱团}唱歌
        + 一直在给同一把{旧椅子}刷漆
        常给报社写{读者来信}，只寄出一半
        + 抽空教大人{游泳}
        认得整条街的狗，却叫不出主人的姓
        + 攒钱想买一条{小帆船}
        专拍快要拆掉的{老招牌}
        + 睡不好，夜里听{天气广播}
    """),
    plain_habits=habits_of("""
        本事多半是跟别人学的
        要养家，钱不多，也没耐心看长句子
        喜欢实在的建议，不信漂亮话
        晚上看书，早上提问
        宁愿看人示范，也不听人讲道理
        刚入门，也不怕别人知道
    """),
    reasons=table_of("""
        read: 只要是讲{x}的，坐车时都会读两遍
          | 凡是讨论{x}的地方都跟着看，很少开口
          | 月底前得在{x}这件事上拿定主意
          | 晚上总要查一查{x}是怎么回事
          | 想听真正经历过{x}的人说一说
        write: 被人问{x}问得多了，干脆写下来
          | 写起{x}来像在门口聊天，只是多了数字
          | 把关于{x}的笔记整理成谁都看得懂的步骤
          | 趁还记得，把自己对{x}的经验写在纸上
        like: 听到有人不吹嘘地谈{x}就高兴
          | 看到讲{x}讲得在理的，就转给三个朋友
          | 喜欢老老实实讲{x}的文字，连失败也讲
          | 对{x}有些偏爱，也敬重肯下功夫的人
        dislike: 一听{x}就摇头，说这辈子已经听够了
          | 觉得谈{x}的人多半比自己有钱有闲
          | 谁谈{x}却不说由谁出钱，就不信谁
          | 在{x}上听过一次坏主意，至今没忘
        work: 从春天起每顿午饭都为{x}争论
          | 凡是跟{x}有关的活，干的都是别人看不见的那一半
          | 有一次给来访的人讲{x}，从此停不下来
          | 觉得别人把{x}看得太重
        home: 隔着墙听见别人说{x}，装作没听见
          | 为了别人的{x}借出过一架梯子和两个晚上
          | 在楼道里聊天，知道的{x}比想知道的还多
          | 哪家为{x}发愁，就端一碗汤过去
        young: 每顿晚饭都要问一句{x}
          | 画过十一张{x}，有一张是关了灯画的
          | 打算在夏天以前把{x}全弄明白
          | 给更小的孩子讲{x}，多半讲得对
          | 有一本写满{x}的秘密本子
        old: 记得从前没有人为{x}操心
          | 在{x}这件事上见过三回风气变化，说起来很得意
          | 不管有没有人问，都要讲几句{x}
          | 有一个关于{x}的老故事，一年讲得比一年好
        margin: 别人谈{x}的时候，在一旁搬、扫、等
          | 从没有人来问{x}，其实心里有数
          | 按天拿钱，站在屋子后头听人说{x}
          | 知道{x}，多半是因为事后要收拾
    """),
    places=table_of("""
        africa: 住在肯尼亚 | 住在加纳 | 住在摩洛哥
        asia: 住在越南 | 住在约旦 | 住在菲律宾
        europe: 住在葡萄牙 | 住在波兰 | 住在苏格兰
        latin_america_caribbean: 住在秘鲁 | 住在牙买加 | 住在巴西
        northern_america: 住在加拿大 | 住在俄亥俄 | 住在格陵兰
        oceania: 住在斐济 | 住在新西兰 | 住在萨摩亚
    """),
    education=words_of("""
        none: 没有上过学
        primary: 只读完小学
        secondary: 高中毕业
        vocational: 职业学校毕业
        bachelor: 有学士学位
        master: 有硕士学位
        doctoral: 有博士学位
    """),
    genders=words_of("""
        female: 女性
        male: 男性
        nonbinary: 非二元性别
    """),
)
